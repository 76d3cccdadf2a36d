//! A server on 127.0.0.1 for the wire tests. It records the requests that it receives, byte for byte, and sends planned
//! responses. Many of these are broken on purpose, so it uses a socket and no HTTP library.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running server. It stops when it is dropped.
pub struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server that sends these responses, one for each request, in this order. It responds to any further
    /// request with 500.
    pub async fn play(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Mutex::new(answers.into_iter().collect::<VecDeque<_>>());
        Self::start(move |_| {
            let next = script.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            next.unwrap_or_else(|| Answer::new(500).body("the script has no more answers"))
        })
        .await
    }

    /// Starts a server that chooses its response by the request.
    pub async fn start(answer: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket");
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&received);
        let answer = Arc::new(answer);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                // A response is written in pieces, which must not wait for acknowledgements of the client.
                stream.set_nodelay(true).expect("a socket");
                tokio::spawn(async move { serve(stream, &log, &*answer).await });
            }
        });
        Self { address, received, task }
    }

    /// Returns the URL of this server, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests that were received so far, in order.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the only request that was received.
    ///
    /// # Panics
    ///
    /// If there was none, or more than one.
    pub fn only(&self) -> Received {
        let mut received = self.received();
        assert_eq!(received.len(), 1, "{received:#?}");
        received.remove(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A request as it was received.
#[derive(Clone, Debug)]
pub struct Received {
    /// The method.
    pub method: String,
    /// The path and the query, as they were sent.
    pub target: String,
    /// The headers in order, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Received {
    /// Returns the path as it was sent.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Returns the query as it was sent, or an empty string.
    pub fn raw_query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// Returns the decoded pairs of the query.
    pub fn query(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.raw_query().as_bytes()).into_owned().collect()
    }

    /// Returns the value of a header that was sent at most once.
    ///
    /// # Panics
    ///
    /// If it was sent more than once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name);
        let first = values.next();
        assert!(values.next().is_none(), "`{name}` was sent twice");
        first.map(|(_, value)| value.as_str())
    }

    /// Returns the body as JSON.
    ///
    /// # Panics
    ///
    /// If it is not JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("a body of JSON")
    }
}

/// A planned response, correct or broken.
#[derive(Clone, Debug)]
pub struct Answer {
    head: String,
    body: Vec<u8>,
    length: Length,
    end: End,
}

#[derive(Clone, Copy, Debug)]
enum Length {
    Announced(usize),
    Actual,
    Unsaid,
}

#[derive(Clone, Copy, Debug)]
enum End {
    KeepOpen,
    Close,
    Hang,
    Repeat,
}

impl Answer {
    /// Makes a response with this status and no body.
    pub fn new(status: u16) -> Self {
        Self {
            head: format!("HTTP/1.1 {status} Some Reason\r\n"),
            body: Vec::new(),
            length: Length::Actual,
            end: End::KeepOpen,
        }
    }

    /// Makes a response with status 200 and this JSON body.
    pub fn json(body: &str) -> Self {
        Self::new(200).header("content-type", "application/json").body(body)
    }

    /// Makes no response: the connection stays open and silent.
    pub fn silence() -> Self {
        let head = String::new();
        Self { head, length: Length::Unsaid, ..Self::new(200) }.hang()
    }

    /// Makes a response of these bytes, after which the connection is closed.
    pub fn raw(bytes: &str) -> Self {
        Self { head: bytes.to_owned(), length: Length::Unsaid, end: End::Close, ..Self::new(200) }
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Announces this length of the body, whatever is sent, and then closes the connection.
    pub fn announcing(mut self, length: usize) -> Self {
        self.length = Length::Announced(length);
        self.end = End::Close;
        self
    }

    /// Keeps the connection open and silent after the response.
    pub fn hang(mut self) -> Self {
        self.end = End::Hang;
        self
    }

    /// Announces no length and sends the body again and again, until the client closes the connection.
    pub fn without_end(mut self) -> Self {
        self.length = Length::Unsaid;
        self.head.push_str("\r\n");
        self.end = End::Repeat;
        self
    }
}

/// Serves one connection, with or without TLS.
pub async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    log: &Mutex<Vec<Received>>,
    answer: &(dyn Fn(&Received) -> Answer + Send + Sync),
) {
    while let Some(received) = read(&mut stream).await {
        let answer = answer(&received);
        log.lock().unwrap_or_else(PoisonError::into_inner).push(received);
        // In many tests, the client closes the connection early.
        if write(&mut stream, &answer).await.is_err() {
            return;
        }
        match answer.end {
            End::KeepOpen => {}
            End::Close | End::Repeat => return,
            End::Hang => std::future::pending().await,
        }
    }
}

/// Reads a request. Returns `None` if the client has closed the connection.
async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Received> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).expect("a head of UTF-8");
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().expect("a length in digits"));
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Received {
        method: first.next().unwrap_or_default().to_owned(),
        target: first.next().unwrap_or_default().to_owned(),
        headers,
        body: String::from_utf8(body).expect("a body of UTF-8"),
    })
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), answer: &Answer) -> Result<(), std::io::Error> {
    stream.write_all(answer.head.as_bytes()).await?;
    let length = match answer.length {
        Length::Announced(length) => Some(length),
        Length::Actual => Some(answer.body.len()),
        Length::Unsaid => None,
    };
    if let Some(length) = length {
        let line = format!("content-length: {length}\r\n\r\n");
        stream.write_all(line.as_bytes()).await?;
    }
    stream.write_all(&answer.body).await?;
    while let End::Repeat = answer.end {
        stream.write_all(&answer.body).await?;
    }
    stream.flush().await
}
