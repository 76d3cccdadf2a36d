//! A server on 127.0.0.1 that records what it receives, byte for byte, and gives the one answer it is told.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The most that is read of one body.
const MAX_BODY: usize = 64 << 20;

/// A request as it came over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path and the query, as they were sent.
    pub target: String,
    /// The headers in order, with their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, without the frame of a chunked one.
    pub body: Vec<u8>,
}

impl Request {
    /// The first value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers beside those of the frame.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// A running server.
pub struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answer: Answer,
    received: Vec<Request>,
}

impl Server {
    /// Starts a server; it runs until the process ends.
    ///
    /// # Errors
    /// Fails where no port of 127.0.0.1 can be had.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // A connection that breaks is for the client to report.
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Ok(Self { address, state })
    }

    /// The URL of the server, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Gives this answer from now on, and forgets what was received.
    pub fn prepare(&self, answer: Answer) {
        *lock(&self.state) = State { answer, received: Vec::new() };
    }

    /// Returns what was received since.
    pub fn received(&self) -> Vec<Request> {
        std::mem::take(&mut lock(&self.state).received)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader)? {
        let is_head = request.method == "HEAD";
        let answer = {
            let mut state = lock(state);
            state.received.push(request);
            state.answer.clone()
        };
        writer.write_all(&bytes(&answer, is_head))?;
        writer.flush()?;
    }
    Ok(())
}

/// Reads a request; `None` where the client has closed the connection.
///
/// # Errors
/// Fails where the connection breaks off, or what comes is no request.
pub fn read(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let Some(first) = line(reader)? else { return Ok(None) };
    let mut words = first.splitn(3, ' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut request = Request { method: method.to_owned(), target: target.to_owned(), ..Request::default() };
    while let Some(line) = line(reader)?.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or_else(|| broken("a header without a colon"))?;
        request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let is_chunked = request.header("transfer-encoding").is_some_and(|it| it.eq_ignore_ascii_case("chunked"));
    let length = request.header("content-length").map(|length| length.parse::<usize>().unwrap_or(usize::MAX));
    match length {
        _ if is_chunked => chunks(reader, &mut request.body)?,
        Some(length) => take(reader, length, &mut request.body)?,
        None => {}
    }
    Ok(Some(request))
}

fn chunks(reader: &mut impl BufRead, body: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let head = line(reader)?.ok_or_else(|| broken("a chunk that breaks off"))?;
        let size = head.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| broken("a chunk without a size"))?;
        if size == 0 {
            while line(reader)?.is_some_and(|line| !line.is_empty()) {}
            return Ok(());
        }
        take(reader, size, body)?;
        line(reader)?;
    }
}

fn take(reader: &mut impl BufRead, length: usize, body: &mut Vec<u8>) -> io::Result<()> {
    if length.saturating_add(body.len()) > MAX_BODY {
        return Err(broken("a body that is too large"));
    }
    let before = body.len();
    reader.take(length as u64).read_to_end(body)?;
    if body.len() - before < length { Err(broken("a body that breaks off")) } else { Ok(()) }
}

/// A line without its end; `None` at the end of the stream. Bytes that are no UTF-8 are kept as Latin-1.
fn line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if reader.take(1 << 20).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    while matches!(bytes.last(), Some(b'\r' | b'\n')) {
        bytes.pop();
    }
    let text = String::from_utf8(bytes);
    Ok(Some(text.unwrap_or_else(|error| error.as_bytes().iter().map(|byte| char::from(*byte)).collect())))
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn bytes(answer: &Answer, is_head: bool) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} Status\r\n", answer.status);
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let has_none = matches!(answer.status, 100..=199 | 204 | 304);
    if !has_none {
        head.push_str(&format!("content-length: {}\r\n", answer.body.len()));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    if !has_none && !is_head {
        bytes.extend_from_slice(&answer.body);
    }
    bytes
}
