//! How long the preview lets somebody wait: from its start to the first page, and from the write of a file to its new
//! bytes on loopback.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::cost::{Cost, ROLE, spent};

/// A page is asked for so often until it is there.
const POLL: Duration = Duration::from_millis(1);
/// A preview that does nothing for so long has done all that there was to do.
const QUIET: Duration = Duration::from_millis(500);
/// A page that is waited for longer does not come.
const PATIENCE: Duration = Duration::from_secs(120);

/// A preview that runs. It ends with this.
pub struct Preview {
    child: Child,
    /// `127.0.0.1:PORT`.
    at: String,
}

impl Preview {
    /// Starts a preview of the hub in `root` and waits until the page at `path` is shown; with it, what that cost.
    pub fn start(root: &Path, path: &str) -> io::Result<(Preview, Cost)> {
        let begin = Instant::now();
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["watch", "--quiet", "--port=0", "--now=2026-11-20T09:00:00Z", "--root"]).arg(root);
        command.env(ROLE, "build").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let said = child.stderr.take().ok_or_else(|| io::Error::other("the preview says nothing"))?;
        let mut preview = Preview { child, at: String::new() };
        let mut said = BufReader::new(said);
        let mut line = String::new();
        said.read_line(&mut line)?;
        let address = line.split_whitespace().next().and_then(|word| word.strip_prefix("http://"));
        let address = address.ok_or_else(|| io::Error::other(format!("the preview says no address: {line}")))?;
        address.trim_end_matches('/').clone_into(&mut preview.at);
        // What else it says goes nowhere, so that it never waits for a reader.
        std::thread::spawn(move || io::copy(&mut said, &mut io::sink()));
        preview.wait(path, "</html>")?;
        let wall = begin.elapsed();
        let (cpu, memory) = preview.spent().unzip();
        Ok((preview, Cost { wall, cpu, memory, written: Some(0), ..Cost::default() }))
    }

    /// Does `edit`, waits until `text` is in the page at `path`, and then until all is quiet; what that cost.
    pub fn edit(&self, path: &str, text: &str, edit: impl FnOnce() -> io::Result<()>) -> io::Result<Cost> {
        let before = self.spent().map(|(cpu, _)| cpu);
        let begin = Instant::now();
        edit()?;
        self.wait(path, text)?;
        let wall = begin.elapsed();
        self.rest();
        let (cpu, memory) = self.spent().unzip();
        let cpu = cpu.zip(before).map(|(after, before)| after.saturating_sub(before));
        Ok(Cost { wall, cpu, memory, written: Some(0), ..Cost::default() })
    }

    /// Waits until nothing is done any more.
    pub fn rest(&self) {
        let (mut last, mut since) = (self.spent().map(|(cpu, _)| cpu), Instant::now());
        while since.elapsed() < QUIET {
            std::thread::sleep(QUIET / 10);
            let now = self.spent().map(|(cpu, _)| cpu);
            if now != last {
                (last, since) = (now, Instant::now());
            }
        }
    }

    /// Asks for a page until it is shown and has `text` in it.
    fn wait(&self, path: &str, text: &str) -> io::Result<()> {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            let shown = self.page(path)?;
            if shown.starts_with("HTTP/1.1 200") && shown.contains(text) {
                return Ok(());
            }
            std::thread::sleep(POLL);
        }
        Err(io::Error::other(format!("`{text}` was never shown at {path}")))
    }

    fn page(&self, path: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(&self.at)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.at)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    fn spent(&self) -> Option<(Duration, u64)> {
        spent(&self.child.id().to_string())
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
