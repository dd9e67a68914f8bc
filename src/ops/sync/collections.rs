//! Where the files beside the sessions go: each prompt of the history by its project; memory with the sessions of its
//! project; plans and pastes with the sessions and prompts that name them. Where rules route projects, what nobody
//! can place stays on this machine.

use super::plan::{changed_files, cwds, job, recorded, route, selected, vault_name};
use super::{Job, SyncContext, SyncOptions, SyncReport};
use crate::local::atomic;
use crate::local::discover::{Found, FoundFile, FoundSession};
use crate::local::state::State;
use crate::ops::error::OpError;
use crate::session::extra::{Extra, collection_id};
use crate::session::route::{Place, Routes, Settled, VaultRoute};
use crate::session::{history, line};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read as _;
use std::sync::{Arc, Mutex};

/// Takes a line of a file, raw, or leaves it out.
pub(in crate::ops) type LineFilter = Arc<dyn Fn(&[u8]) -> bool + Send + Sync>;

/// Longest plan or paste whose name is searched for; the history is read whole up to this.
const LONGEST: u64 = 1 << 30;

type Jobs = BTreeMap<String, Vec<Job>>;
type Notes = Arc<Mutex<Vec<String>>>;

/// Adds a job for each collection with something new, by the vault that it goes to.
pub(super) fn jobs(
    context: &SyncContext,
    options: &SyncOptions,
    (state, found): (&State, &Found),
    (report, jobs, notes): (&mut SyncReport, &mut Jobs, &Notes),
) -> Result<(), OpError> {
    let collections = found.sessions.iter().filter(|session| session.session.is_collection());
    let mut places = Places { context, state, found, notes, history: None };
    for session in collections.filter(|session| selected(options, session)) {
        let kind = session.files.first().and_then(|file| Extra::of(file.kind));
        let parts = match kind {
            Some(Extra::History) => places.history(session)?,
            Some(Extra::Plans | Extra::PasteCache) => places.each_file(session)?,
            Some(Extra::Memory) => places.memory(session),
            _ => Vec::new(),
        };
        if parts.is_empty() {
            report.excluded += 1;
        }
        for part in parts {
            let changed = changed_files(context, options, state, &part.session);
            if changed.is_empty() {
                report.unchanged += 1;
                continue;
            }
            let mut job = job(state, &part.session, changed, (false, notes));
            (job.only, job.cwd) = (part.only, part.cwd);
            jobs.entry(part.vault).or_default().push(job);
        }
    }
    Ok(())
}

/// What of a collection goes to one vault.
struct Part {
    vault: String,
    session: FoundSession,
    only: Option<LineFilter>,
    cwd: Option<String>,
}

struct Places<'a> {
    context: &'a SyncContext,
    state: &'a State,
    found: &'a Found,
    notes: &'a Notes,
    /// The raw lines of the history, once read.
    history: Option<Vec<u8>>,
}

impl Places<'_> {
    fn personal(&self, session: &FoundSession) -> Part {
        let vault = self.context.routing.personal.clone();
        Part { vault, session: session.clone(), only: None, cwd: None }
    }

    fn note(&self, text: String) {
        self.notes.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(text);
    }

    /// A collection as a vault has it that is not the personal one: its entries in the state are apart.
    fn for_vault(&self, session: &FoundSession, route: &VaultRoute) -> Option<Part> {
        let vault = vault_name(self.context, route)?;
        let mut session = session.clone();
        if *route != VaultRoute::Personal {
            let target = self.context.targets.iter().find(|target| target.profile.name == vault)?;
            let part = target.profile.owner.to_string();
            let name =
                session.files.first().map_or("", |file| file.rel.split('/').next().unwrap_or_default());
            session.session = collection_id(&format!("{part}/{name}"));
            session.files.iter_mut().for_each(|file| file.part = Some(part.clone()));
        }
        Some(Part { vault, session, only: None, cwd: None })
    }

    fn history(&mut self, session: &FoundSession) -> Result<Vec<Part>, OpError> {
        if !self.context.routing.any {
            return Ok(vec![self.personal(session)]);
        }
        let mut routes = BTreeSet::new();
        let text = self.read_history()?.to_vec();
        let decide = Decider::new(&self.context.routing.routes);
        let mut stay = 0_u64;
        for prompt in line::lines(&text) {
            match decide.line(prompt) {
                VaultRoute::None => stay += 1,
                route => {
                    routes.insert(route.to_string());
                }
            }
        }
        if stay > 0 {
            tracing::info!("{stay} prompts of the history stay on this machine");
        }
        let routes = routes.iter().filter_map(|route| VaultRoute::parse(route).ok());
        Ok(routes
            .filter_map(|route| {
                let part = self.for_vault(session, &route)?;
                let decide = Decider::new(&self.context.routing.routes);
                let only: LineFilter = Arc::new(move |line| decide.line(line) == route);
                Some(Part { only: Some(only), ..part })
            })
            .collect())
    }

    fn read_history(&mut self) -> Result<&[u8], OpError> {
        if self.history.is_none() {
            let mut text = Vec::new();
            for root in &self.context.roots {
                let path = root.path.join("history.jsonl");
                match atomic::open_plain(&path) {
                    Ok(file) => {
                        file.take(LONGEST).read_to_end(&mut text).map_err(OpError::io(&path))?;
                    }
                    Err(error) if error.is_absent() => continue,
                    Err(error) => return Err(error.into()),
                }
                break;
            }
            self.history = Some(text);
        }
        Ok(self.history.as_deref().unwrap_or_default())
    }

    /// Plans and pastes one by one, gathered by vault.
    fn each_file(&mut self, session: &FoundSession) -> Result<Vec<Part>, OpError> {
        if !self.context.routing.any {
            return Ok(vec![self.personal(session)]);
        }
        let named = if session.files.first().and_then(|file| Extra::of(file.kind)) == Some(Extra::PasteCache)
        {
            self.routes_of_pastes()?
        } else {
            self.routes_of_plans(session)?
        };
        let mut by_route: BTreeMap<String, Vec<FoundFile>> = BTreeMap::new();
        let mut stay = 0_u64;
        for file in &session.files {
            match named.get(stem(&file.rel)) {
                None | Some(VaultRoute::None) => stay += 1,
                Some(route) => by_route.entry(route.to_string()).or_default().push(file.clone()),
            }
        }
        if stay > 0 {
            let kind =
                session.files.first().map_or("", |file| file.rel.split('/').next().unwrap_or_default());
            self.note(format!("{stay} files of {kind} stay on this machine: no session or prompt of a project that is synced names them"));
        }
        let parts = by_route.into_iter().filter_map(|(route, files)| {
            let part = FoundSession { files, ..session.clone() };
            self.for_vault(&part, &VaultRoute::parse(&route).ok()?)
        });
        Ok(parts.collect())
    }

    /// The strictest route of the prompts that name each paste.
    fn routes_of_pastes(&mut self) -> Result<HashMap<String, VaultRoute>, OpError> {
        let decide = Decider::new(&self.context.routing.routes);
        let mut named: HashMap<String, VaultRoute> = HashMap::new();
        for prompt in line::lines(self.read_history()?) {
            let pastes = history::pastes(prompt);
            let route = (!pastes.is_empty()).then(|| decide.line(prompt));
            for (paste, route) in pastes.into_iter().zip(route.into_iter().cycle()) {
                merge(&mut named, paste, route);
            }
        }
        Ok(named)
    }

    /// The strictest route of the sessions that name each plan (by its `slug`).
    fn routes_of_plans(&self, plans: &FoundSession) -> Result<HashMap<String, VaultRoute>, OpError> {
        let mut named: HashMap<String, VaultRoute> = HashMap::new();
        for session in self.found.sessions.iter().filter(|session| !session.session.is_collection()) {
            let Some(transcript) = session.transcript() else { continue };
            let mut text = Vec::new();
            let file = atomic::open_plain(&transcript.abs)?;
            file.take(LONGEST).read_to_end(&mut text).map_err(OpError::io(&transcript.abs))?;
            let mut route_of = None;
            for plan in &plans.files {
                let slug = format!("\"slug\":\"{}\"", stem(&plan.rel));
                if memchr::memmem::find(&text, slug.as_bytes()).is_some() {
                    let route = route_of.get_or_insert_with(|| self.session_route(session)).clone();
                    merge(&mut named, stem(&plan.rel).to_owned(), route);
                }
            }
        }
        Ok(named)
    }

    fn session_route(&self, session: &FoundSession) -> VaultRoute {
        match route(self.context, self.state, session) {
            Ok(Some((vault, _))) if vault == self.context.routing.personal => VaultRoute::Personal,
            Ok(Some((vault, _))) => VaultRoute::parse(&vault).unwrap_or(VaultRoute::None),
            // In dispute, or to stay.
            Ok(None) | Err(_) => VaultRoute::None,
        }
    }

    /// The memory of a project goes where all of its sessions may go.
    fn memory(&self, memory: &FoundSession) -> Vec<Part> {
        let of_project = |session: &&FoundSession| {
            !session.session.is_collection()
                && session.project == memory.project
                && session.root == memory.root
        };
        let sessions: Vec<_> = self.found.sessions.iter().filter(of_project).collect();
        let cwd = sessions.iter().find_map(|session| cwds(session).into_iter().next());
        if !self.context.routing.any {
            return vec![Part { cwd, ..self.personal(memory) }];
        }
        let all = sessions.iter().map(|session| self.session_route(session));
        let now = all.reduce(stricter).unwrap_or(VaultRoute::None);
        // What went to a vault once does not go to another.
        let settled = match recorded(self.state, memory.session) {
            Some(before) if before != now => {
                self.note(format!(
                    "the memory of {} belongs to another vault now; no more of it is sent",
                    memory.project
                ));
                return Vec::new();
            }
            _ => Settled::To(now),
        };
        match settled {
            Settled::To(VaultRoute::None) | Settled::Conflict { .. } => Vec::new(),
            Settled::To(route) => {
                let vault = vault_name(self.context, &route);
                vault
                    .map(|vault| Part { vault, session: memory.clone(), only: None, cwd })
                    .into_iter()
                    .collect()
            }
        }
    }
}

/// The file's name without its folder and ending.
fn stem(rel: &str) -> &str {
    let name = rel.rsplit('/').next().unwrap_or(rel);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn merge(named: &mut HashMap<String, VaultRoute>, name: String, route: VaultRoute) {
    let merged = match named.remove(&name) {
        Some(before) => stricter(before, route),
        None => route,
    };
    named.insert(name, merged);
}

/// Of two answers the one with the smaller audience, as [`Routes::decide`] has it.
fn stricter(a: VaultRoute, b: VaultRoute) -> VaultRoute {
    match (a, b) {
        (VaultRoute::None, _) | (_, VaultRoute::None) => VaultRoute::None,
        (a, b) if a == b => a,
        _ => VaultRoute::Personal,
    }
}

/// Decides where prompts go, remembering each project's answer.
struct Decider {
    routes: Routes,
    known: Mutex<HashMap<String, VaultRoute>>,
}

impl Decider {
    fn new(routes: &Routes) -> Self {
        Self { routes: routes.clone(), known: Mutex::default() }
    }

    /// The route of one prompt; a line that names no project stays.
    fn line(&self, line: &[u8]) -> VaultRoute {
        let Some(project) = history::project(line) else { return VaultRoute::None };
        let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        known
            .entry(project)
            .or_insert_with_key(|project| {
                let remote = crate::local::git::remote_of(std::path::Path::new(project));
                self.routes.decide(&[Place { cwd: project, remote: remote.as_deref() }])
            })
            .clone()
    }
}
