//! The server of the preview: requests in, what stands on the stage out.
//!
//! Nothing is read by the path that is asked for: it is looked up among the outputs that there are.
//! Whoever asks by a name that is not ours is refused, so that no page elsewhere can read the hub of
//! the one who looks at it.
#![expect(clippy::disallowed_methods, reason = "this is where the preview listens to the network")]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::mpsc;

use super::access::{self, Asker, Route, Side};
use super::desk;
use super::host::{self, Wanted};
use super::panel;
use super::stage::{Asked, Document, Look, Stage, Standing, look};
use crate::hash::{self, Hash};
use crate::path::media_type;

/// A place to be asked at, taken and not yet answered at.
pub struct Door {
    listener: TcpListener,
    /// The desk has a port of its own, and so an origin of its own: what runs in a page of the hub cannot read it.
    desk: TcpListener,
    desk_bound: SocketAddr,
    /// What the one who started it called the host.
    said: String,
    bound: SocketAddr,
    /// The ports that others have, with what is known of them.
    pub taken: Vec<Taken>,
}

/// A port that somebody else has.
pub struct Taken {
    /// The port.
    pub port: u16,
    /// What answers there, as far as it says.
    pub by: String,
}

/// So many ports are tried, one after the other.
const TRIED: u16 = 20;

impl Door {
    /// Takes `port` at `host`, or the next that is free; with 0, any.
    ///
    /// # Errors
    /// When the host is none of this machine's, or no port can be had.
    pub fn open(host: &str, port: u16) -> io::Result<Door> {
        let name = host.trim_start_matches('[').trim_end_matches(']');
        let address = (name, port).to_socket_addrs()?.min_by_key(SocketAddr::is_ipv6);
        let address = address.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "it has no address"))?;
        let mut taken = Vec::new();
        for port in port..=port.saturating_add(TRIED) {
            let address = SocketAddr::new(address.ip(), port);
            match TcpListener::bind(address) {
                Ok(listener) => {
                    let bound = listener.local_addr()?;
                    let desk = desk_listener(bound)?;
                    let desk_bound = desk.local_addr()?;
                    return Ok(Door { listener, desk, desk_bound, said: name.to_owned(), bound, taken });
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    taken.push(Taken { port, by: who(address) });
                }
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::new(io::ErrorKind::AddrInUse, format!("no port from {port} on is free")))
    }

    /// Where the server is to be asked: `http://127.0.0.1:4000`.
    pub fn origin(&self) -> String {
        let ip = self.bound.ip();
        let host = match (self.said.parse::<IpAddr>(), ip.is_unspecified()) {
            (Err(_), _) => self.said.clone(),
            (Ok(_), true) if ip.is_ipv4() => "127.0.0.1".to_owned(),
            (Ok(_), true) => "[::1]".to_owned(),
            (Ok(_), false) if ip.is_ipv6() => format!("[{ip}]"),
            (Ok(_), false) => ip.to_string(),
        };
        format!("http://{host}:{}", self.bound.port())
    }
}

impl Door {
    /// The origin of the desk: `http://127.0.0.1:4001`.
    pub fn desk_origin(&self) -> String {
        desk_origin(&self.said, self.desk_bound)
    }
}

/// The origin of the desk for a browser that calls this computer `host`. Browsers take `localhost` and `127.0.0.1` for two
/// sites, so a link stays with the name that is used.
fn desk_origin(host: &str, desk: SocketAddr) -> String {
    match host.eq_ignore_ascii_case("localhost") {
        true => format!("http://localhost:{}", desk.port()),
        false => format!("http://{desk}"),
    }
}

/// Listens for the desk on this computer alone: at the next free port after that of the preview, or any.
fn desk_listener(preview: SocketAddr) -> io::Result<TcpListener> {
    let ip: IpAddr = match preview {
        SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    let after = (1..=TRIED).filter_map(|step| preview.port().checked_add(step));
    let free = after.map(|port| TcpListener::bind((ip, port))).find_map(Result::ok);
    free.map_or_else(|| TcpListener::bind((ip, 0)), Ok)
}

/// What answers at a port that is taken.
fn who(address: SocketAddr) -> String {
    let ask = || -> io::Result<String> {
        let patience = Duration::from_millis(300);
        let mut stream = TcpStream::connect_timeout(&address, patience)?;
        stream.set_read_timeout(Some(patience))?;
        write!(stream, "GET /_bulletin/hub HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        // Cut short, it may still say enough.
        let _ = stream.take(4096).read_to_end(&mut answer);
        Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = ask().unwrap_or_default();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let server = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("server").then(|| value.trim().to_owned())
    });
    match server {
        Some(name) if name == SERVER => format!("another `bulletin watch`, of {}", body.trim()),
        Some(name) => format!("a web server that calls itself `{name}`"),
        None if head.starts_with("HTTP/") => "a web server that does not say its name".to_owned(),
        None => "a program that is no web server".to_owned(),
    }
}

/// What we call ourselves in answers.
const SERVER: &str = "bulletin-watch";

/// What the server knows.
struct Server {
    stage: Arc<Stage>,
    bound: IpAddr,
    said: String,
    origin: String,
    /// Where the desk listens.
    desk: SocketAddr,
    /// Which hub this is, for those who find the port taken.
    hub: PathBuf,
    /// The tabs that listen, the longest first.
    tabs: Mutex<VecDeque<mpsc::Sender<Bytes>>>,
}

/// Answers until the process ends. `stack` is the size in bytes of what a page is made on.
///
/// # Errors
/// When the system gives no thread or no events.
pub(super) fn serve(door: Door, stage: Arc<Stage>, hub: PathBuf, stack: usize) -> io::Result<()> {
    let origin = door.origin();
    let tabs = Mutex::default();
    let (bound, desk) = (door.bound.ip(), door.desk_bound);
    let server = Arc::new(Server { stage, bound, said: door.said, origin, desk, hub, tabs });
    door.listener.set_nonblocking(true)?;
    door.desk.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .thread_stack_size(stack)
        .max_blocking_threads(BESIDE)
        .build()?;
    runtime.block_on(async {
        let preview = tokio::net::TcpListener::from_std(door.listener)?;
        let desk = tokio::net::TcpListener::from_std(door.desk)?;
        tokio::spawn(accept(desk, server.clone(), Side::Desk));
        accept(preview, server, Side::Preview).await;
        Ok(())
    })
}

/// Answers all who come to `listener`.
async fn accept(listener: tokio::net::TcpListener, server: Arc<Server>, side: Side) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // Too many open files: some will be closed.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // A reload is many small answers.
        let _ = stream.set_nodelay(true);
        let server = server.clone();
        // A socket for both families writes the old addresses as new ones.
        let asker = Asker { side, is_here: peer.ip().to_canonical().is_loopback() };
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(server.clone(), request, asker));
            let connection =
                http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
            // A browser that goes away in the middle is no fault.
            let _ = connection.await;
        });
    }
}

/// So many pages are made beside each other.
const BESIDE: usize = 16;

/// Answers a request.
async fn answer(server: Arc<Server>, request: Request<Incoming>, asker: Asker) -> Result<Response<Answer>, Infallible> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let bound = match asker.side {
        Side::Preview => server.bound,
        Side::Desk => server.desk.ip(),
    };
    if !host::is_ours(host, bound, &server.said) {
        return Ok(text(StatusCode::FORBIDDEN, &foreign(host)));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "The preview answers GET and HEAD only.\n");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Ok(response);
    }
    let path = crate::text::decode_path(request.uri().path()).into_owned();
    let route = Route::of(&path);
    if let Some(why) = access::refusal(route, asker, request.headers()) {
        return Ok(text(StatusCode::FORBIDDEN, why));
    }
    Ok(match (route, asker.side) {
        (Route::Script, _) => own(panel::SCRIPT, "text/javascript; charset=utf-8"),
        (Route::Style, _) => own(panel::STYLE, "text/css; charset=utf-8"),
        (Route::Hub, _) => own(&server.hub.display().to_string(), "text/plain; charset=utf-8"),
        (Route::Events, _) => events(&server, &request, asker),
        (Route::Nothing, _) => text(StatusCode::NOT_FOUND, "There is no such file of the preview.\n"),
        (Route::Desk | Route::Ahead, Side::Desk) => the_desk(server, path, request).await,
        (Route::Desk | Route::Ahead, Side::Preview) => lead(&server.desk_seen_from(request.headers()), &request),
        (Route::Site, Side::Preview) => page(server, path, request, asker.is_here).await,
        (Route::Site, Side::Desk) => picture(server, path, request).await,
    })
}

/// Leads to the same address of another origin of ours.
fn lead(origin: &str, request: &Request<Incoming>) -> Response<Answer> {
    let rest = request.uri().path_and_query().map_or("/", |rest| rest.as_str());
    // More slashes than one would name another host for programs that put the parts together again.
    let to = format!("{origin}/{}", rest.trim_start_matches('/'));
    let mut response = text(StatusCode::FOUND, &format!("It is at {to}\n"));
    put(response.headers_mut(), "location", &to);
    response
}

/// A picture of the hub, for the desk. Everything else of the hub is at the preview, so that no page or script of it ever
/// has the origin of the desk.
async fn picture(server: Arc<Server>, path: String, request: Request<Incoming>) -> Response<Answer> {
    let Some(standing) = first(&server).await else {
        return text(StatusCode::SERVICE_UNAVAILABLE, "The preview is ending.\n");
    };
    let busy = server.stage.busy();
    let stage = server.stage.clone();
    let asked = tokio::task::spawn_blocking(move || {
        let asked = stage.ask(&standing, &path);
        drop(busy);
        asked
    });
    let Ok(Asked::Shown(Document { path: file, bytes, .. }, 200)) = asked.await else {
        return lead(&server.origin, &request);
    };
    let media_type = media_type(file.as_str());
    if !media_type.starts_with("image/") {
        return lead(&server.origin, &request);
    }
    let mut response = whole(StatusCode::OK, bytes);
    put(response.headers_mut(), "content-type", media_type);
    put(response.headers_mut(), "content-security-policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    for (name, value) in desk::HEADERS {
        put(response.headers_mut(), name, value);
    }
    response
}

/// What stands on the stage, once the hub was put together; none if the preview ends before.
async fn first(server: &Server) -> Option<Standing> {
    let mut news = server.stage.subscribe();
    let standing = news.wait_for(|standing| standing.number > 0).await.ok()?;
    Some(standing.clone())
}

fn foreign(host: &str) -> String {
    let host: String = host.chars().filter(|c| !c.is_control()).take(100).collect();
    format!(
        "This is a preview by `bulletin watch`, and `{host}` is none of its names.\n\
         If you chose that name, start it with `--host {host}` (without the port).\n"
    )
}

/// What stands at `path` of the editor's desk.
async fn the_desk(server: Arc<Server>, path: String, request: Request<Incoming>) -> Response<Answer> {
    if path == "/_desk" {
        let mut response = text(StatusCode::FOUND, "It is at /_desk/\n");
        put(response.headers_mut(), "location", "/_desk/");
        return response;
    }
    let Some(standing) = first(&server).await else {
        return text(StatusCode::SERVICE_UNAVAILABLE, "The preview is ending.\n");
    };
    let busy = server.stage.busy();
    let made = tokio::task::spawn_blocking(move || {
        let query = request.uri().query().unwrap_or("");
        let answer = desk::answer(&server.stage, &standing, &server.hub, &path, query);
        drop(busy);
        answer
    });
    let Ok(desk::Answer { status, media_type, body, policy }) = made.await else {
        return text(StatusCode::INTERNAL_SERVER_ERROR, "The desk could not be shown: a defect.\n");
    };
    let mut response = whole(StatusCode::from_u16(status).unwrap_or(StatusCode::OK), body.into());
    put(response.headers_mut(), "content-type", media_type);
    put(response.headers_mut(), "content-security-policy", policy);
    for (name, value) in desk::HEADERS {
        put(response.headers_mut(), name, value);
    }
    response
}

/// What stands at `path`.
async fn page(server: Arc<Server>, path: String, request: Request<Incoming>, is_here: bool) -> Response<Answer> {
    let Some(standing) = first(&server).await else {
        return text(StatusCode::SERVICE_UNAVAILABLE, "The preview is ending.\n");
    };
    let busy = server.stage.busy();
    let made = tokio::task::spawn_blocking(move || {
        let asked = server.stage.ask(&standing, &path);
        let response = respond(&server, &standing, &path, asked, request.headers(), is_here);
        drop(busy);
        response
    });
    made.await.unwrap_or_else(|_| text(StatusCode::INTERNAL_SERVER_ERROR, "The page could not be made: a defect.\n"))
}

fn respond(
    server: &Server,
    standing: &Standing,
    path: &str,
    asked: Asked,
    request: &HeaderMap,
    is_here: bool,
) -> Response<Answer> {
    match asked {
        Asked::Elsewhere(leads) => {
            let status = StatusCode::from_u16(leads.status).unwrap_or(StatusCode::FOUND);
            let mut response = text(status, &format!("It is at {}\n", leads.to));
            put(response.headers_mut(), "location", &leads.to);
            response
        }
        Asked::Shown(document, status) => shown(server, standing, path, document, status, request),
        // What is wrong names files and lines of pages that may not be published.
        Asked::Failed if !is_here => {
            text(StatusCode::INTERNAL_SERVER_ERROR, "This page cannot be shown yet: its author is told why.\n")
        }
        Asked::Failed => {
            let mut response = whole(StatusCode::INTERNAL_SERVER_ERROR, panel::alone(standing).into());
            put(response.headers_mut(), "content-type", "text/html; charset=utf-8");
            put(response.headers_mut(), "content-security-policy", "default-src 'self'; img-src data:");
            response
        }
        Asked::Nothing => text(StatusCode::NOT_FOUND, "There is nothing here.\n"),
    }
}

fn shown(
    server: &Server,
    standing: &Standing,
    path: &str,
    document: Document,
    status: u16,
    request: &HeaderMap,
) -> Response<Answer> {
    let Document { path: file, bytes, is_named_by_content, .. } = document;
    let Some(snapshot) = &standing.snapshot else { return text(StatusCode::NOT_FOUND, "There is nothing here.\n") };
    let mut headers = HeaderMap::new();
    put(&mut headers, "content-type", media_type(file.as_str()));
    for (name, value) in snapshot.rules().headers(path) {
        put(&mut headers, &name, &value);
    }
    let is_html = headers.get(header::CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"text/html"));
    let bytes = match is_html {
        true => Bytes::from(panel::with_script(&bytes, Some(&look(snapshot, &bytes)))),
        false => bytes,
    };
    if let Some(policy) = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok()) {
        let loosened = host::loosened(policy, &format!("{}/_bulletin/", server.origin));
        put(&mut headers, "content-security-policy", &loosened);
    }
    if !is_named_by_content {
        // Whatever a host would have kept: a preview is never out of date.
        put(&mut headers, "cache-control", "no-cache");
    }
    let tag = format!("\"{}\"", hash::of(&bytes));
    put(&mut headers, "etag", &tag);
    put(&mut headers, "accept-ranges", "bytes");
    let said = |name: HeaderName| request.get(name).and_then(|value| value.to_str().ok());
    let is_known = said(header::IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let is_same = said(header::IF_RANGE).is_none_or(|known| known == tag);
    let wanted = match said(header::RANGE) {
        Some(range) if status == StatusCode::OK && is_same => host::range(range, bytes.len()),
        _ => Wanted::Whole,
    };
    let (status, bytes) = match wanted {
        _ if status == StatusCode::OK && is_known => (StatusCode::NOT_MODIFIED, Bytes::new()),
        Wanted::Whole => (status, bytes),
        Wanted::Part(part) => {
            let of = format!("bytes {}-{}/{}", part.start, part.end - 1, bytes.len());
            put(&mut headers, "content-range", &of);
            (StatusCode::PARTIAL_CONTENT, bytes.slice(part))
        }
        Wanted::Nothing => {
            put(&mut headers, "content-range", &format!("bytes */{}", bytes.len()));
            (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new())
        }
    };
    let mut response = whole(status, bytes);
    response.headers_mut().extend(headers);
    response
}

/// A file of the preview itself.
fn own(words: &str, media_type: &'static str) -> Response<Answer> {
    let mut response = whole(StatusCode::OK, Bytes::from(words.to_owned()));
    put(response.headers_mut(), "content-type", media_type);
    response
}

fn text(status: StatusCode, words: &str) -> Response<Answer> {
    let mut response = own(words, "text/plain; charset=utf-8");
    *response.status_mut() = status;
    response
}

fn whole(status: StatusCode, bytes: Bytes) -> Response<Answer> {
    let mut response = Response::new(Answer::Whole(Some(bytes)));
    *response.status_mut() = status;
    put(response.headers_mut(), "server", SERVER);
    put(response.headers_mut(), "cache-control", "no-store");
    response
}

/// Sets a header. What cannot be one, in an author's `_headers`, is left out.
fn put(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

/// What a tab shows.
struct Tab {
    path: String,
    look: Look,
    /// The change after which it was loaded.
    number: u64,
    /// The origin of the desk, if the tab is on this computer: who is elsewhere is told of no problem.
    desk: Option<String>,
}

/// The stream of events for one tab, which says in the query what it shows.
fn events(server: &Arc<Server>, request: &Request<Incoming>, asker: Asker) -> Response<Answer> {
    let query = request.uri().query().unwrap_or("");
    let said = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == name).map(|(_, value)| crate::text::decode_path(value).into_owned()).next()
    };
    let path = said("path").unwrap_or_default();
    let (sender, receiver) = mpsc::channel(8);
    server.welcome(&sender);
    if asker.side == Side::Desk {
        tokio::spawn(follow_desk(server.clone(), sender));
        return stream(receiver);
    }
    let seen = |name| said(name).and_then(|hash| Hash::from_hex(&hash)).unwrap_or(hash::of(b""));
    let look = Look { whole: seen("whole"), form: seen("form") };
    let last = request.headers().get("last-event-id").and_then(|number| number.to_str().ok()).map(str::to_owned);
    let number = last.or_else(|| said("number")).and_then(|number| number.parse().ok()).unwrap_or(u64::MAX);
    let desk = asker.is_here.then(|| server.desk_seen_from(request.headers()));
    let tab = Tab { path: crate::text::decode_path(&path).into_owned(), look, number, desk };
    tokio::spawn(follow(server.clone(), tab, sender));
    stream(receiver)
}

/// Events as they come.
fn stream(receiver: mpsc::Receiver<Bytes>) -> Response<Answer> {
    let mut response = Response::new(Answer::Events(receiver));
    put(response.headers_mut(), "content-type", "text/event-stream");
    put(response.headers_mut(), "cache-control", "no-store");
    response
}

impl Server {
    /// The origin of the desk, by the name by which the browser that sends `headers` knows this computer.
    fn desk_seen_from(&self, headers: &HeaderMap) -> String {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
        desk_origin(host.rsplit_once(':').map_or(host, |(name, _)| name), self.desk)
    }

    /// Browsers have six connections to one server. So that tabs in the background do not use them up,
    /// those that have listened longest are asked to stop until they are seen again.
    fn welcome(&self, tab: &mpsc::Sender<Bytes>) {
        let mut tabs = self.tabs.lock().unwrap_or_else(PoisonError::into_inner);
        tabs.retain(|tab| !tab.is_closed());
        while tabs.len() >= LISTENING {
            let Some(longest) = tabs.pop_front() else { break };
            // Full, it is gone.
            let _ = longest.try_send(event("rest", "{}"));
        }
        tabs.push_back(tab.clone());
    }
}

/// So many tabs listen at a time, if the others are hidden.
const LISTENING: usize = 4;

/// After so long without an event, one that says nothing shows whether the tab is still there.
const PULSE: Duration = Duration::from_secs(15);

/// Tells a tab what happens to its page, until it is gone.
async fn follow(server: Arc<Server>, mut tab: Tab, sender: mpsc::Sender<Bytes>) {
    let mut news = server.stage.subscribe();
    let mut told = String::new();
    let _ = sender.send(Bytes::from_static(b"retry: 300\n\n")).await;
    loop {
        let standing = news.borrow_and_update().clone();
        if standing.number > 0 {
            let stage = server.stage.clone();
            let (path, desk) = (tab.path.clone(), tab.desk.clone());
            let asked = tokio::task::spawn_blocking(move || {
                let _busy = stage.busy();
                let look = stage.look(&standing, &path);
                let source = stage.source(&standing, &path);
                let problems = desk.map(|origin| {
                    let desk = desk::is_linked(&standing).then(|| origin + &desk::address(source.as_ref()));
                    panel::problems(&standing, source.as_ref(), desk.as_deref()).to_string()
                });
                (look, problems, standing)
            });
            let Ok((look, problems, standing)) = asked.await else { return };
            let mut happened = tab.follow(look, &standing);
            if let Some(problems) = problems.filter(|problems| *problems != told) {
                happened.push(event("problems", &problems));
                told = problems;
            }
            let number = Bytes::from(format!("id: {}\n", standing.number));
            for event in happened {
                if sender.send([number.as_ref(), event.as_ref()].concat().into()).await.is_err() {
                    return;
                }
            }
        }
        match tokio::time::timeout(PULSE, news.changed()).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return,
            Err(_) if sender.send(Bytes::from_static(b":\n\n")).await.is_err() => return,
            Err(_) => {}
        }
    }
}

/// Tells a view of the desk that something is new, until it is gone. What that is, it asks.
async fn follow_desk(server: Arc<Server>, sender: mpsc::Sender<Bytes>) {
    let mut news = server.stage.subscribe();
    let _ = sender.send(Bytes::from_static(b"retry: 300\n\n")).await;
    loop {
        let told = news.borrow_and_update().told;
        let word = event("desk", &serde_json::json!({ "told": told }).to_string());
        if told > 0 && sender.send(word).await.is_err() {
            return;
        }
        loop {
            match tokio::time::timeout(PULSE, news.changed()).await {
                Ok(Ok(())) => break,
                Ok(Err(_)) => return,
                Err(_) if sender.send(Bytes::from_static(b":\n\n")).await.is_err() => return,
                Err(_) => {}
            }
        }
    }
}

impl Tab {
    /// What a tab is to do now that its page looks so. Nothing, if the page cannot be made.
    fn follow(&mut self, look: Option<Look>, standing: &Standing) -> Vec<Bytes> {
        let mut happened = Vec::new();
        match look {
            Some(look) if look.form != self.look.form => {
                self.look = look;
                happened.push(event("reload", "{}"));
            }
            Some(look) if look.whole != self.look.whole => {
                self.look = look;
                happened.push(event("styles", "{}"));
            }
            _ => {}
        }
        let changed: Vec<&String> =
            standing.files.iter().filter(|(_, number)| **number > self.number).map(|(address, _)| address).collect();
        if !changed.is_empty() {
            happened.push(event("files", &serde_json::json!(changed).to_string()));
        }
        self.number = standing.number;
        happened
    }
}

/// An event as it is sent. JSON has no line ends of its own.
fn event(name: &str, data: &str) -> Bytes {
    format!("event: {name}\ndata: {data}\n\n").into()
}

/// The body of an answer: all of it, or events as they come.
enum Answer {
    Whole(Option<Bytes>),
    Events(mpsc::Receiver<Bytes>),
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Answer::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Answer::Events(events) => events.poll_recv(context).map(|event| event.map(|bytes| Ok(Frame::data(bytes)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Answer::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Answer::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Answer::Events(_) => SizeHint::default(),
        }
    }
}
