//! `bulletin watch` running on a hub, asked over plain sockets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Hub, NOW, bulletin};

/// After so long something that is waited for does not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is wrong: code, file, message.
pub type Faults = BTreeSet<(String, String, String)>;

/// What a build of a hub makes, and what it says is wrong.
pub struct Fresh {
    pub outputs: BTreeMap<String, Vec<u8>>,
    pub problems: Faults,
}

/// A preview of a hub. It ends with this.
pub struct Live {
    /// None when another has it.
    child: Option<Child>,
    /// `127.0.0.1:PORT`.
    pub at: String,
    /// Where its desk is, likewise.
    pub desk: String,
    /// What it said, one JSON document a line.
    said: Arc<Mutex<Vec<Value>>>,
    /// What it wrote to standard error.
    complaints: Arc<Mutex<Vec<String>>>,
    /// Every address that was answered with 200.
    seen: Mutex<BTreeSet<String>>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// By name in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Live {
    /// Starts a preview at a free port.
    pub fn start(hub: &Hub, more: &[&str]) -> Live {
        Live::start_with(hub, &[&["--port", "0"], more].concat())
    }

    /// Starts a preview, and waits for its address.
    pub fn start_with(hub: &Hub, arguments: &[&str]) -> Live {
        let mut command = bulletin(&hub.root());
        command.args(["watch", "--now", NOW, "--format", "json"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let said: Arc<Mutex<Vec<Value>>> = Arc::default();
        let lines = said.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                lines.lock().unwrap().push(serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}")));
            }
        });
        let complaints: Arc<Mutex<Vec<String>>> = Arc::default();
        let lines = complaints.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                lines.lock().unwrap().push(line);
            }
        });
        let mut live = Live {
            child: Some(child),
            at: String::new(),
            desk: String::new(),
            said,
            complaints,
            seen: Mutex::default(),
        };
        let address = live.said("an address", |said| Some(said["address"].as_str()?.to_owned()));
        live.at = address.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let desk = live.said("a desk", |said| Some(said["desk"].as_str()?.to_owned()));
        live.desk = desk.trim_start_matches("http://").trim_end_matches("/_desk/").to_owned();
        live
    }

    /// The same preview, asked at another address of it.
    pub fn at_address(&self, at: &str) -> Live {
        let (said, complaints) = (self.said.clone(), self.complaints.clone());
        Live { child: None, at: at.to_owned(), desk: at.to_owned(), said, complaints, seen: Mutex::default() }
    }

    /// Waits until it has said something of which `wanted` makes something.
    #[track_caller]
    pub fn said<T>(&self, what: &str, wanted: impl Fn(&Value) -> Option<T>) -> T {
        self.wait(what, || self.said.lock().unwrap().iter().find_map(&wanted))
    }

    /// What is wrong as it was last said, once everything was tried: code, file, message.
    pub fn problems(&self) -> Option<Faults> {
        let said = self.said.lock().unwrap();
        let last = said.iter().rfind(|said| said["event"] == "problems")?;
        (last["whole"] == true).then(|| faults(&last["diagnostics"]))
    }

    /// Waits until `done` makes something.
    #[track_caller]
    pub fn wait<T>(&self, what: &str, done: impl Fn() -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = done() {
                return found;
            }
            assert!(Instant::now() < end, "waited in vain for {what}; it said {:#?}", self.said.lock().unwrap().last());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the page at `path` says `text`.
    #[track_caller]
    pub fn shows(&self, path: &str, text: &str) {
        self.wait(&format!("`{text}` at {path}"), || self.get(path).text().contains(text).then_some(()));
    }

    /// Asks for `path`.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Asks for `path`, which is sent as it is: of the desk what is the desk's, else of the preview.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let at = if path.starts_with("/_desk") { &self.desk } else { &self.at };
        self.ask_at(at, method, path, headers)
    }

    /// Asks for `path` at one of the two ports.
    pub fn ask_at(&self, at: &str, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: {at}\r\n");
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        let mut stream = TcpStream::connect(at).unwrap();
        stream.write_all(format!("{request}\r\n").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let answer = Answer::of(&bytes);
        if answer.status == 200 {
            self.seen.lock().unwrap().insert(path.to_owned());
        }
        answer
    }

    /// Waits until every output is what a build of a copy of the hub makes, everything else that was ever
    /// there is gone, and what is told to be wrong is what that build tells.
    #[track_caller]
    pub fn is_as_fresh(&self, hub: &Hub) {
        let base = hub.base();
        let fresh = Fresh::of(hub, &format!("http://{}{base}/", self.at));
        let end = Instant::now() + PATIENCE;
        while let Some(difference) = self.differs(&base, &fresh) {
            assert!(Instant::now() < end, "it does not become what a fresh start would show: {difference}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What is other than in a fresh start.
    fn differs(&self, base: &str, Fresh { outputs, problems }: &Fresh) -> Option<String> {
        let address = |name: &String| format!("{base}/{}", encoded(name));
        for (name, bytes) in outputs {
            let answer = self.get(&address(name));
            if answer.status != 200 || answer.plain() != *bytes {
                return Some(format!("{name}: {}", answer.status));
            }
        }
        let there: BTreeSet<String> = outputs.keys().map(address).collect();
        let seen = self.seen.lock().unwrap().clone();
        let gone = seen
            .iter()
            .filter(|path| path.contains('.') && !path.starts_with("/_bulletin/") && !path.starts_with("/_desk/"));
        for path in gone.filter(|path| !there.contains(*path)) {
            let answer = self.get(path);
            if answer.status != 404 {
                return Some(format!("{path}: {} though it is gone", answer.status));
            }
        }
        let told = self.problems();
        (told.as_ref() != Some(problems)).then(|| format!("problems: {told:?}, not {problems:?}"))
    }

    /// A tab that shows the page at `path`.
    pub fn tab(&self, path: &str) -> Tab {
        let html = self.get(path).text();
        let said = |name: &str| {
            let (_, rest) = html.split_once(&format!("data-{name}=\"")).unwrap_or_else(|| panic!("{html}"));
            rest.split('"').next().unwrap().to_owned()
        };
        Tab::open(self, &format!("path={path}&whole={}&form={}", said("whole"), said("form")))
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
        let complaints = self.complaints.lock().unwrap();
        if !std::thread::panicking() {
            assert!(!complaints.iter().any(|line| line.contains("panicked at")), "it panicked: {complaints:#?}");
        }
    }
}

/// Somebody who listens for what happens to a page.
pub struct Tab {
    events: Receiver<(String, Value)>,
}

impl Tab {
    /// Listens, saying `query` of what is shown.
    pub fn open(live: &Live, query: &str) -> Tab {
        let at = if query.contains("path=/_desk/") { &live.desk } else { &live.at };
        let mut stream = TcpStream::connect(at).unwrap();
        write!(stream, "GET /_bulletin/events?{query} HTTP/1.1\r\nHost: {at}\r\n\r\n").unwrap();
        let (sender, events) = channel();
        std::thread::spawn(move || {
            let mut name = String::new();
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if let Some(event) = line.strip_prefix("event: ") {
                    name = event.to_owned();
                } else if let Some(data) = line.strip_prefix("data: ") {
                    let _ = sender.send((name.clone(), serde_json::from_str(data).unwrap()));
                }
            }
        });
        Tab { events }
    }

    /// Waits for an event called `name`, and returns what it said, with the names of those before it.
    #[track_caller]
    pub fn wait(&self, name: &str) -> (Value, Vec<String>) {
        self.wait_for(name, |_| true)
    }

    /// Likewise, for one that says what is wanted.
    #[track_caller]
    pub fn wait_for(&self, name: &str, wanted: impl Fn(&Value) -> bool) -> (Value, Vec<String>) {
        let mut before = Vec::new();
        loop {
            match self.events.recv_timeout(PATIENCE) {
                Ok((event, data)) if event == name && wanted(&data) => return (data, before),
                Ok((event, _)) => before.push(event),
                Err(_) => panic!("no `{name}` after {before:?}"),
            }
        }
    }

    /// The names of the events that came by now.
    pub fn so_far(&self) -> Vec<String> {
        self.events.try_iter().map(|(name, _)| name).collect()
    }
}

impl Answer {
    /// Reads an answer, whose end is that of the connection.
    fn of(bytes: &[u8]) -> Answer {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("the head of an answer");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Answer { status, headers, body: bytes[end + 4..].to_vec() }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body without the script of the preview.
    pub fn plain(&self) -> Vec<u8> {
        let mark = b"<script src=\"/_bulletin/watch.js\"";
        let Some(start) = self.body.windows(mark.len()).rposition(|part| part == mark) else {
            return self.body.clone();
        };
        let close = b"</script>";
        let end = self.body[start..].windows(close.len()).position(|part| part == close).unwrap();
        [&self.body[..start], &self.body[start + end + close.len()..]].concat()
    }
}

impl Fresh {
    /// Builds a copy of `hub`. What only hosts and uploads read is left out.
    pub fn of(hub: &Hub, base_url: &str) -> Fresh {
        let copy = Hub::empty();
        for entry in fs::read_dir(hub.root()).unwrap() {
            let name = entry.unwrap().file_name();
            if name != "public" && name != ".bulletin" {
                let copied =
                    Command::new("cp").arg("-r").arg(hub.root().join(&name)).arg(copy.root()).status().unwrap();
                assert!(copied.success());
            }
        }
        let mut command = bulletin(&copy.root());
        command.args(["build", "--now", NOW, "--format", "json", "--base-url", base_url]);
        let ended = super::run(command.arg("--root").arg(copy.root()));
        let report: Value = serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{}\n{}", ended.out, ended.err));
        let mut outputs = copy.outputs();
        for name in ["_headers", "_redirects", "manifest.json"] {
            outputs.remove(name);
        }
        Fresh { outputs, problems: faults(&report["diagnostics"]) }
    }
}

fn faults(list: &Value) -> Faults {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = list.as_array().expect("a list of diagnostics");
    list.iter().map(|it| (text(&it["code"]), text(&it["place"]["file"]), text(&it["message"]))).collect()
}

fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

impl Hub {
    /// The path below which the hub stands, by its configuration: `/hub`.
    fn base(&self) -> String {
        let Ok(text) = fs::read_to_string(self.at("bulletin.yaml")) else { return String::new() };
        let url = text.lines().find_map(|line| line.strip_prefix("base_url: https://")).unwrap_or("");
        url.split_once('/').map_or(String::new(), |(_, path)| format!("/{path}").trim_end_matches('/').to_owned())
    }
}
