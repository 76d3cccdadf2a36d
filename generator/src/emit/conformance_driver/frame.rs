//! The parts of the program that are the same for every client: reading a call, and the main loop.

use proc_macro2::TokenStream;
use quote::quote;

/// Emits what is said of a response that was read, and the function that makes it of a value.
pub(super) fn read(unknown: &str) -> TokenStream {
    let unknown = format!("{unknown}(");
    quote! {
        /// The value of a response, where it is shown, and how many parts of it the client does not know.
        #[derive(Default)]
        struct Read(Option<(serde_json::Value, usize)>);

        #[allow(dead_code)]
        fn read<T: serde::Serialize + std::fmt::Debug>(value: &T) -> Read {
            let unknown = format!("{value:?}").matches(#unknown).count();
            Read(serde_json::to_value(value).ok().map(|value| (value, unknown)))
        }

        /// An error, and whether its body is what the document says.
        #[allow(dead_code)]
        fn failed(error: client::Error, reads: fn(u16, &serde_json::Value) -> Option<bool>) -> Failed {
            match error.as_api().and_then(|api| reads(api.status().as_u16(), api.json()?)) {
                Some(read) => Failed::Read(error, read),
                None => Failed::Client(error),
            }
        }

        #[allow(dead_code)]
        fn is_read<T: serde::de::DeserializeOwned>(json: &serde_json::Value) -> Option<bool> {
            Some(serde_json::from_value::<T>(json.clone()).is_ok())
        }
    }
}

/// Emits the function that reads a stream to its end.
pub(super) fn events() -> TokenStream {
    quote! {
        /// Reads all events; at least one has to arrive.
        #[allow(dead_code)]
        async fn all_events<T>(
            response: impl Future<Output = Result<client::Events<T>, client::Error>>,
        ) -> Result<Read, Failed> {
            let mut events = response.await.map_err(Failed::Client)?;
            let mut count = 0;
            while events.next().await.map_err(Failed::Client)?.is_some() {
                count += 1;
            }
            if count == 0 { Err(Failed::Given("no event was read".to_owned())) } else { Ok(Read::default()) }
        }

        /// Reads all items of a stream of JSON texts; at least one has to arrive, unless there is no body.
        #[allow(dead_code)]
        async fn all_items<T: serde::de::DeserializeOwned>(
            response: impl Future<Output = Result<client::JsonItems<T>, client::Error>>,
        ) -> Result<Read, Failed> {
            let mut items = response.await.map_err(Failed::Client)?;
            // A response without a body has none.
            let mut count = usize::from(items.status().as_u16() == 204);
            while items.next().await.map_err(Failed::Client)?.is_some() {
                count += 1;
            }
            if count == 0 { Err(Failed::Given("no item was read".to_owned())) } else { Ok(Read::default()) }
        }
    }
}

/// Emits the type of a call, with methods that convert its parts to the types that a client takes.
pub(super) fn call() -> TokenStream {
    quote! {
        #[derive(Clone)]
        struct Call(serde_json::Value);

        impl Call {
            fn operation(&self) -> &str {
                self.0["operation"].as_str().unwrap_or_default()
            }

            fn text_at(&self, pointer: &str) -> Result<String, Failed> {
                let text = self.0.pointer(pointer).and_then(serde_json::Value::as_str);
                text.map(str::to_owned).ok_or_else(|| Failed::Given(format!("{pointer} is missing")))
            }

            fn wants_events(&self) -> bool {
                self.0["events"] == true
            }

            fn credential(&self, scheme: &str) -> Option<String> {
                self.0.get("credentials")?.get(scheme)?.as_str().map(str::to_owned)
            }

            fn argument(&self, place: &str, name: &str) -> Option<&serde_json::Value> {
                self.0.get("arguments")?.get(place)?.get(name)
            }

            fn has(&self, place: &str, name: &str) -> bool {
                self.argument(place, name).is_some()
            }

            fn needed(&self, place: &str, name: &str) -> Result<&serde_json::Value, Failed> {
                let missing = || Failed::Given(format!("the client asks for `{name}` in the {place}"));
                self.argument(place, name).ok_or_else(missing)
            }

            fn text(&self, place: &str, name: &str) -> Result<String, Failed> {
                self.needed(place, name).map(as_text)
            }

            fn texts(&self, place: &str, name: &str) -> Result<Vec<String>, Failed> {
                let value = self.needed(place, name)?;
                let items = value.as_array().ok_or_else(|| Failed::Given(format!("`{name}` takes a list")))?;
                Ok(items.iter().map(as_text).collect())
            }

            fn value<T: serde::de::DeserializeOwned>(&self, place: &str, name: &str) -> Result<T, Failed> {
                made(name, self.needed(place, name)?)
            }
        }
    }
}

/// Emits the methods for the body of a call, and the conversion of JSON to typed values.
pub(super) fn body() -> TokenStream {
    quote! {
        impl Call {
            fn has_body(&self) -> bool {
                self.0.get("body").is_some()
            }

            fn body<T: serde::de::DeserializeOwned>(&self) -> Result<T, Failed> {
                let missing = || Failed::Given("the client asks for a body".to_owned());
                made("the body", self.0.get("body").ok_or_else(missing)?)
            }

            /// Text as a file, with its content type if that is not the one that the client assumes.
            fn raw(&self, media: &str) -> Result<client::File, Failed> {
                let file = client::File::from(as_text(&self.body::<serde_json::Value>()?));
                let meant = self.0.get("media").and_then(serde_json::Value::as_str);
                Ok(match meant.filter(|meant| *meant != media) {
                    Some(meant) => file.with_content_type(meant),
                    None => file,
                })
            }

            fn has_property(&self, name: &str) -> bool {
                self.0.get("body").is_some_and(|body| body.get(name).is_some())
            }

            fn properties_beside(&self, known: &[&str]) -> Vec<(String, serde_json::Value)> {
                let all = self.0.get("body").and_then(serde_json::Value::as_object).into_iter().flatten();
                let beside = all.filter(|(name, _)| !known.contains(&name.as_str()));
                beside.map(|(name, value)| (name.clone(), value.clone())).collect()
            }

            fn property<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, Failed> {
                made(name, &self.0["body"][name])
            }

            #[allow(dead_code)]
            fn file(&self, name: &str) -> Result<client::File, Failed> {
                let missing = || Failed::Given(format!("the client asks for `{name}`"));
                self.files(name)?.pop().ok_or_else(missing)
            }

            /// Files. One alone is sent as a list of one is.
            #[allow(dead_code)]
            fn files(&self, name: &str) -> Result<Vec<client::File>, Failed> {
                match &self.0["body"][name] {
                    serde_json::Value::Array(items) => Ok(items.iter().map(as_file).collect()),
                    serde_json::Value::Null => Err(Failed::Given(format!("the client asks for `{name}`"))),
                    one => Ok(vec![as_file(one)]),
                }
            }
        }

        /// Text as a file, and an object in the place of a file as JSON.
        #[allow(dead_code)]
        fn as_file(value: &serde_json::Value) -> client::File {
            let file = client::File::from(as_text(value));
            if value.is_object() { file.with_content_type("application/json") } else { file }
        }

        fn as_text(value: &serde_json::Value) -> String {
            value.as_str().map_or_else(|| value.to_string(), str::to_owned)
        }

        fn made<T: serde::de::DeserializeOwned>(name: &str, value: &serde_json::Value) -> Result<T, Failed> {
            serde_json::from_value(value.clone())
                .map_err(|error| Failed::Given(format!("{name} does not take {value}: {error}")))
        }
    }
}

/// Emits the outcome of a call, and the code that prints it.
pub(super) fn outcome() -> TokenStream {
    quote! {
        enum Failed {
            Given(String),
            Client(client::Error),
            #[allow(dead_code)]
            Read(client::Error, bool),
        }

        fn shown(result: Result<Read, Failed>) -> serde_json::Value {
            match result {
                Ok(Read(None)) => serde_json::json!({"ok": true}),
                Ok(Read(Some((value, unknown)))) => {
                    serde_json::json!({"ok": true, "value": value, "unknown": unknown})
                }
                Err(Failed::Given(reason)) => serde_json::json!({"given": reason}),
                Err(Failed::Client(error)) => {
                    let read = error.as_api().is_some_and(|api| api.details().is_some());
                    shown_error(&error, read)
                }
                Err(Failed::Read(error, read)) => shown_error(&error, read),
            }
        }

        fn shown_error(error: &client::Error, read: bool) -> serde_json::Value {
            match error.as_api() {
                Some(api) => serde_json::json!({"status": api.status().as_u16(), "details": read}),
                None => serde_json::json!({"error": sources(error)}),
            }
        }

        fn sources(error: &dyn std::error::Error) -> String {
            let mut text = error.to_string();
            let mut next = error.source();
            while let Some(error) = next {
                text.push_str(&format!(": {error}"));
                next = error.source();
            }
            text
        }
    }
}

/// Emits the main loop: it reads one call per line and prints one outcome per line. A new client is built only if the
/// server or the credentials change.
pub(super) fn main_loop() -> TokenStream {
    quote! {
        struct LastClient(Option<(serde_json::Value, client::Client)>);

        impl LastClient {
            fn client(&mut self, call: &Call) -> Result<client::Client, Failed> {
                let key = serde_json::json!([call.0["url"], call.0["credentials"]]);
                if let Some((_, client)) = self.0.as_ref().filter(|(last, _)| *last == key) {
                    return Ok(client.clone());
                }
                let client = client(call)?;
                self.0 = Some((key, client.clone()));
                Ok(client)
            }
        }

        async fn run(line: &str, last: &mut LastClient) -> Result<Read, Failed> {
            let call = serde_json::from_str(line).map_err(|error| Failed::Given(error.to_string()))?;
            let call = Call(call);
            operation(last.client(&call)?, call).await
        }

        fn main() -> std::io::Result<()> {
            use std::io::{BufRead as _, Write as _};
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let mut last = LastClient(None);
            for line in std::io::stdin().lock().lines() {
                let shown = shown(runtime.block_on(run(&line?, &mut last)));
                let mut output = std::io::stdout().lock();
                writeln!(output, "{shown}")?;
                output.flush()?;
            }
            Ok(())
        }
    }
}
