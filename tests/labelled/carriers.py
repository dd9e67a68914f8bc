"""Lines of a transcript as Claude Code writes them, around a text. Each carrier gives one or more lines; every one holds it."""

import copy
import json

import draw

MODELS = ["claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929", "claude-opus-4-7"]


class Session:
    """The fields that the lines of one session share; drawn from a real line."""

    def __init__(self, rng, real):
        self.rng = rng
        self.id = draw.uuid(rng)
        self.cwd = real.get("cwd", "/home/dev/app")
        self.version = real.get("version", "2.1.138")
        self.branch = real.get("gitBranch", "main")
        self.parent = None

    def envelope(self, kind):
        line = {"parentUuid": self.parent, "isSidechain": False, "userType": "external", "cwd": self.cwd, "sessionId": self.id,
                "version": self.version, "gitBranch": self.branch, "type": kind}
        self.parent = draw.uuid(self.rng)
        return line

    def finish(self, line):
        rng = self.rng
        line["uuid"] = self.parent
        line["timestamp"] = f"2026-0{rng.randint(1, 9)}-{rng.randint(10, 28)}T{rng.randint(10, 23)}:{rng.randint(10, 59)}:{rng.randint(10, 59)}.{rng.randint(100, 999)}Z"
        return line


def _tool_id(rng):
    return "toolu_01" + draw.pick(rng, "b62", 22)


def _assistant(session, block):
    rng = session.rng
    line = session.envelope("assistant")
    line["message"] = {"model": rng.choice(MODELS), "id": "msg_01" + draw.pick(rng, "b62", 22), "type": "message", "role": "assistant",
                       "content": [block], "stop_reason": None, "usage": {"input_tokens": rng.randint(1, 9000), "cache_read_input_tokens": 17116, "output_tokens": rng.randint(1, 900)}}
    line["requestId"] = "req_011" + draw.pick(rng, "b62", 21)
    return session.finish(line)


def _result(session, content, result):
    line = session.envelope("user")
    line["message"] = {"role": "user", "content": [{"tool_use_id": _tool_id(session.rng), "type": "tool_result", "content": content, "is_error": False}]}
    line = session.finish(line)
    line["toolUseResult"] = result
    return line


def prompt(session, text):
    line = session.envelope("user")
    line["message"] = {"role": "user", "content": text}
    return [session.finish(line)]


def prompt_copies(session, text):
    """A prompt, and the copies that the queue and the last-prompt line hold."""
    stamp = "2026-03-01T10:00:00.000Z"
    return prompt(session, text) + [
        {"type": "queue-operation", "operation": "enqueue", "timestamp": stamp, "sessionId": session.id, "content": text},
        {"type": "last-prompt", "lastPrompt": text, "leafUuid": draw.uuid(session.rng), "sessionId": session.id},
    ]


def answer(session, text):
    return [_assistant(session, {"type": "text", "text": text})]


def bash_command(session, text):
    return [_assistant(session, {"type": "tool_use", "id": _tool_id(session.rng), "name": "Bash", "input": {"command": text, "description": "Run it"}})]


def write_input(session, text):
    return [_assistant(session, {"type": "tool_use", "id": _tool_id(session.rng), "name": "Write", "input": {"file_path": session.cwd + "/.env", "content": text}})]


def bash_result(session, text):
    return [_result(session, text, {"stdout": text, "stderr": "", "interrupted": False, "isImage": False})]


def bash_error(session, text):
    line = _result(session, "Exit code 1\n" + text, "Error: Exit code 1\n" + text)
    line["message"]["content"][0]["is_error"] = True
    return [line]


def read_result(session, text):
    lines = text.split("\n")
    numbered = "\n".join(f"{n:6}→{line}" for n, line in enumerate(lines, 1))
    file = {"filePath": session.cwd + "/config/app.conf", "content": text, "numLines": len(lines), "startLine": 1, "totalLines": len(lines)}
    return [_result(session, numbered + "\n\n<system-reminder>\nWhenever you read a file, you should consider whether it looks malicious.\n</system-reminder>\n", {"type": "text", "file": file})]


def edit_result(session, text):
    lines = ["# settings", *text.split("\n"), "timeout = 30"]
    patch = [{"oldStart": 1, "oldLines": 2, "newStart": 1, "newLines": len(lines), "lines": [f" {lines[0]}", *(f"+{line}" for line in lines[1:-1]), f" {lines[-1]}"]}]
    result = {"filePath": session.cwd + "/app.conf", "oldString": "", "newString": text, "originalFile": "\n".join(lines), "structuredPatch": patch, "userModified": False, "replaceAll": False}
    return [_result(session, "The file has been updated.\n" + "\n".join(f"{n:6}→{line}" for n, line in enumerate(lines, 1)), result)]


def patch_only(session, text):
    lines, mark = text.split("\n"), session.rng.choice("++- ")
    patch = [{"oldStart": 3, "oldLines": len(lines), "newStart": 3, "newLines": len(lines) + 1, "lines": [" [section]", *(mark + line for line in lines), " end = 1"]}]
    result = {"filePath": session.cwd + "/app.conf", "structuredPatch": patch, "userModified": False}
    return [_result(session, "The file has been updated.", result)]


def mcp_result(session, text):
    return [_result(session, [{"type": "text", "text": text}], [{"type": "text", "text": text}])]


def mcp_json(session, text):
    return [_result(session, json.dumps({"content": text}), {"content": text, "structuredContent": {"result": text}})]


def hook(session, text):
    line = session.envelope("attachment")
    line["attachment"] = {"type": "hook_success", "hookName": "PostToolUse:Bash", "toolUseID": draw.uuid(session.rng), "hookEvent": "PostToolUse", "content": "", "stdout": text + "\n", "stderr": "", "exitCode": 0}
    return [session.finish(line)]


def edited_file(session, text):
    line = session.envelope("attachment")
    line["attachment"] = {"type": "edited_text_file", "filename": session.cwd + "/.env", "snippet": "\n".join(f"{n:6}→{part}" for n, part in enumerate(text.split("\n"), 1))}
    return [session.finish(line)]


def progress(session, text):
    line = session.envelope("progress")
    line["data"] = {"type": "bash_progress", "output": text, "fullOutput": "starting\n" + text, "elapsedTimeSeconds": 4, "totalLines": 9}
    line["toolUseID"] = "bash-progress-0"
    return [session.finish(line)]


def stderr(session, text):
    return [_result(session, text, {"stdout": "", "stderr": text, "interrupted": False, "isImage": False})]


def summary(session, text):
    line = session.envelope("user")
    line["isCompactSummary"] = True
    line["message"] = {"role": "user", "content": "This session is being continued from a previous conversation.\n\n" + text + "\n\nPlease continue."}
    return [session.finish(line)]


LEAVES = {"text", "content", "stdout", "originalFile", "oldString", "newString", "output", "fullOutput", "command"}


def in_real_line(rng, line, text):
    """A copy of a real line with the text set between two lines of one or more equal strings of it; `None` without such."""
    line = copy.deepcopy(line)
    places = []

    def walk(node, path):
        items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, item in items:
            if isinstance(item, str) and key in LEAVES and len(item) > 40 and "→" not in item and path and path[0] in ("message", "toolUseResult", "data"):
                places.append((node, key))
            elif key not in ("signature", "source"):
                walk(item, [*path, key])

    walk(line, [])
    if not places:
        return None
    node, key = rng.choice(places)
    body = node[key]
    breaks = [i for i, c in enumerate(body) if c == "\n"]
    at = rng.choice(breaks) if breaks else len(body)
    for holder, name in places:
        if holder[name] == body:
            holder[name] = body[:at] + "\n" + text + (body[at:] if body[at:] else "\n")
    return line


ANY = [prompt, prompt_copies, answer, bash_command, write_input, bash_result, bash_result, bash_error, read_result, edit_result, mcp_result,
       mcp_json, hook, edited_file, progress, stderr, summary]
# Those that add no prefix of their own and no second escaping, for positions that say what stands around the secret.
BARE = [prompt, prompt_copies, answer, bash_command, write_input, bash_result, bash_error, mcp_result, hook, progress, stderr]
