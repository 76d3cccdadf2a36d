//! A server on 127.0.0.1 that records the requests that it receives, byte for byte, and sends a planned response.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The maximum size of a body.
const MAX_BODY: usize = 64 << 20;

/// A request as it was received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path and the query, as they were sent.
    pub target: String,
    /// The headers in order, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body. If it was chunked, it is put together.
    pub body: Vec<u8>,
}

impl Request {
    /// Returns the first value of a header, given its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A response to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedResponse {
    /// The status.
    pub status: u16,
    /// The headers, except those that the server sets itself.
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
    planned: PlannedResponse,
    received: Vec<Request>,
}

impl Server {
    /// Starts a server. It runs until the process ends.
    ///
    /// # Errors
    /// Fails if no port of 127.0.0.1 is available.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // If a connection breaks, the client reports it.
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Ok(Self { address, state })
    }

    /// Returns the URL of the server, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends this response from now on, and forgets the requests that were received.
    pub fn prepare(&self, planned: PlannedResponse) {
        *lock(&self.state) = State { planned, received: Vec::new() };
    }

    /// Returns the requests that were received since then.
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
        let planned = {
            let mut state = lock(state);
            state.received.push(request);
            state.planned.clone()
        };
        writer.write_all(&bytes(&planned, is_head))?;
        writer.flush()?;
    }
    Ok(())
}

/// Reads a request. Returns `None` if the client has closed the connection.
///
/// # Errors
/// Fails if the connection breaks or the data is not a request.
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

/// Reads a line without its end. Returns `None` at the end of the stream. Bytes that are not UTF-8 are read as Latin-1.
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

fn bytes(planned: &PlannedResponse, is_head: bool) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} Status\r\n", planned.status);
    for (name, value) in &planned.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let has_none = matches!(planned.status, 100..=199 | 204 | 304);
    if !has_none {
        head.push_str(&format!("content-length: {}\r\n", planned.body.len()));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    if !has_none && !is_head {
        bytes.extend_from_slice(&planned.body);
    }
    bytes
}
