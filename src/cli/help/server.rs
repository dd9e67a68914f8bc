//! Of the commands about servers.

help!(
    LOGIN,
    LOGIN_LONG,
    "  han login https://han.example.org --invite INVITE
  han login https://han.example.org --invite - < invite.txt
  han login https://han.example.org                             checks the token",
    "What it does:
  The invite is exchanged for a token of this machine, which goes to the keyring, or with
  --secret-store file to a 0600 file. The token lets this machine store and fetch ciphertext; it
  opens nothing. It ends after 90 days without use. Where this machine has no vault yet, the next
  han init or han sync makes one on the server.
  Whoever reads a process list may see an invite on the command line; it works once, so use it at
  once, or give it with --invite -.

JSON:
  {\"server\", \"user\", \"token\": {\"id\", \"label\", \"scopes\", \"created\", \"expires\"},
   \"vaults\": [{\"owner\", \"kind\"}]}"
);
help!(LOGOUT, "  han logout\n  han logout https://han.example.org");
help!(
    WHOAMI,
    WHOAMI_LONG,
    "  han whoami\n  han whoami --json",
    "JSON:
  {\"server\", \"user\", \"token\": {\"id\", \"label\", \"scopes\", \"created\", \"expires\"},
   \"vaults\": [{\"owner\", \"kind\"}]}"
);
help!(
    SERVE,
    SERVE_LONG,
    "  han serve                                        on this machine only, data in han's folder
  han serve --listen 0.0.0.0:8426 --tls-cert chain.pem --tls-key key.pem
  han serve --insecure-http --trusted-proxy 10.0.0.2 --url https://han.example.org",
    "What it is:
  A server that keeps vaults for others and can read none of them: it stores ciphertext and wrapped
  keys, and a log that it cannot rewrite unseen. The first start prints how to invite the first
  user, as does every start until there is one. It ends on SIGTERM or SIGINT: requests under way
  have 30 seconds, a second signal quits at once.

Its folder:
  han.db (SQLite), objects/ (ciphertext), log.key (signs the heads of every log: keep it), lock.

JSON:
  {\"listening\", \"invite\": text or null, \"command\": how to use it, or null}"
);
