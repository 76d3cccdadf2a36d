//! The methods that every request of the generated client has. The macro [`request!`] lists what the response of an
//! operation can be read as, one line for each way.
//!
//! | line | methods |
//! |---|---|
//! | `json T`, `json_by_status T`, `text`, `bytes`, `nothing`, `redirect` | `send`, `send_with_response` |
//! | `text`, `bytes` | also `send_for_download` |
//! | `json_items T` | `send`, which returns the items of a stream, and `send_for_download` |
//! | `events T`, `event_objects T = [texts]`, `event_texts` | `send`, which returns the events of a stream |
//! | the same with `or_` before it | `send_for_events`, beside `send` |
//! | `pages T` | `pages` |
//! | `items T` | `items` |
//!
//! Each method that sends returns a future. With the feature `blocking`, each method has a twin that blocks the thread: `send_blocking`.
//! Every request has `options`.

/// Implements the methods of a request. The [module](self) explains the lines.
#[allow(unused_macros, reason = "whether there are requests depends on the specification")]
macro_rules! request {
    ($request:ident { $($how:ident $($ty:ty)? $(= $texts:tt)?,)* }) => {
        impl $request {
            /// Overrides the timeout, retries, headers and query of this call.
            pub fn options(self, options: $crate::runtime::RequestOptions) -> Self {
                Self(self.0.options(options))
            }
        }

        $($crate::runtime::request!(@$how $request $($ty)? $(= $texts)?);)*
    };
    (@json $request:ident $ty:ty) => {
        $crate::runtime::request!(@whole $request $ty: $crate::runtime::Json<$ty>);
    };
    (@json_by_status $request:ident $ty:ty) => {
        $crate::runtime::request!(@whole $request $ty: $crate::runtime::JsonByStatus<$ty>);
    };
    (@text $request:ident) => {
        $crate::runtime::request!(@whole $request String: $crate::runtime::Text);
        $crate::runtime::request!(@download $request);
    };
    (@bytes $request:ident) => {
        $crate::runtime::request!(@whole $request Vec<u8>: $crate::runtime::Bytes);
        $crate::runtime::request!(@download $request);
    };
    (@nothing $request:ident) => {
        $crate::runtime::request!(@whole $request (): $crate::runtime::Nothing);
    };
    (@redirect $request:ident) => {
        $crate::runtime::request!(@whole $request $crate::runtime::Redirect: $crate::runtime::NotFollowed);
    };
    (@whole $request:ident $ty:ty: $decoder:ty) => {
        impl $request {
            /// Sends the request and reads the response.
            pub fn send(self) -> $crate::runtime::ResponseFuture<$ty> {
                self.0.send::<$decoder>()
            }

            /// Sends the request and reads the response, keeping its status, headers and raw body.
            pub fn send_with_response(
                self,
            ) -> $crate::runtime::ResponseFuture<$crate::runtime::Response<$ty>> {
                self.0.send_with_response::<$decoder>()
            }

            /// Does the same as [`send`](Self::send), blocking the thread.
            #[cfg(feature = "blocking")]
            pub fn send_blocking(self) -> Result<$ty, $crate::runtime::Error> {
                self.0.send_blocking::<$decoder>()
            }

            /// Does the same as [`send_with_response`](Self::send_with_response), blocking the thread.
            #[cfg(feature = "blocking")]
            pub fn send_with_response_blocking(
                self,
            ) -> Result<$crate::runtime::Response<$ty>, $crate::runtime::Error> {
                self.0.send_with_response_blocking::<$decoder>()
            }
        }
    };
    (@download $request:ident) => {
        impl $request {
            /// Sends the request and returns the response body as a stream, for large downloads.
            pub fn send_for_download(self) -> $crate::runtime::ResponseFuture<$crate::runtime::Download> {
                self.0.download()
            }

            /// Does the same as [`send_for_download`](Self::send_for_download), blocking the thread.
            #[cfg(feature = "blocking")]
            pub fn send_for_download_blocking(
                self,
            ) -> Result<$crate::runtime::BlockingDownload, $crate::runtime::Error> {
                self.0.download_blocking()
            }
        }
    };
    (@json_items $request:ident $ty:ty) => {
        impl $request {
            /// Sends the request and returns the items of the response as they arrive.
            pub fn send(self) -> $crate::runtime::ResponseFuture<$crate::runtime::JsonItems<$ty>> {
                self.0.json_items()
            }

            /// Does the same as [`send`](Self::send), blocking the thread.
            #[cfg(feature = "blocking")]
            pub fn send_blocking(self) -> Result<$crate::runtime::BlockingJsonItems<$ty>, $crate::runtime::Error> {
                self.0.json_items_blocking()
            }
        }

        $crate::runtime::request!(@download $request);
    };
    (@events $request:ident $ty:ty) => {
        $crate::runtime::request!(@alone $request $ty: events_of_json() events_of_json_blocking());
    };
    (@event_objects $request:ident $ty:ty = $texts:tt) => {
        $crate::runtime::request!(@alone $request $ty: event_objects(&$texts) event_objects_blocking(&$texts));
    };
    (@event_texts $request:ident) => {
        $crate::runtime::request!(@alone $request String: events_of_text() events_of_text_blocking());
    };
    (@or_events $request:ident $ty:ty) => {
        $crate::runtime::request!(@beside $request $ty: events_of_json() events_of_json_blocking());
    };
    (@or_event_objects $request:ident $ty:ty = $texts:tt) => {
        $crate::runtime::request!(@beside $request $ty: event_objects(&$texts) event_objects_blocking(&$texts));
    };
    (@or_event_texts $request:ident) => {
        $crate::runtime::request!(@beside $request String: events_of_text() events_of_text_blocking());
    };
    (@alone $request:ident $ty:ty: $call:ident $arguments:tt $blocking:ident $same:tt) => {
        impl $request {
            /// Sends the request and returns the events of the response as they arrive.
            pub fn send(self) -> $crate::runtime::ResponseFuture<$crate::runtime::Events<$ty>> {
                self.0.$call$arguments
            }

            /// Does the same as [`send`](Self::send), blocking the thread.
            #[cfg(feature = "blocking")]
            pub fn send_blocking(self) -> Result<$crate::runtime::BlockingEvents<$ty>, $crate::runtime::Error> {
                self.0.$blocking$same
            }
        }
    };
    (@beside $request:ident $ty:ty: $call:ident $arguments:tt $blocking:ident $same:tt) => {
        impl $request {
            /// Sends the request and returns the events of the response as they arrive.
            pub fn send_for_events(self) -> $crate::runtime::ResponseFuture<$crate::runtime::Events<$ty>> {
                self.0.$call$arguments
            }

            /// Does the same as [`send_for_events`](Self::send_for_events), blocking the thread.
            #[cfg(feature = "blocking")]
            pub fn send_for_events_blocking(
                self,
            ) -> Result<$crate::runtime::BlockingEvents<$ty>, $crate::runtime::Error> {
                self.0.$blocking$same
            }
        }
    };
    (@pages $request:ident $ty:ty) => {
        impl $request {
            /// Returns the pages, each fetched when it is needed.
            pub fn pages(self) -> $crate::runtime::Pages<$ty> {
                self.0.pages()
            }

            /// Returns the pages as an iterator, which blocks the thread to fetch one.
            #[cfg(feature = "blocking")]
            pub fn pages_blocking(self) -> $crate::runtime::BlockingPages<$ty> {
                self.0.pages_blocking()
            }
        }
    };
    (@items $request:ident $ty:ty) => {
        impl $request {
            /// Returns the items of all pages, each page fetched when it is needed.
            pub fn items(self) -> $crate::runtime::Items<$ty> {
                self.0.items()
            }

            /// Returns the items of all pages as an iterator, which blocks the thread to fetch a page.
            #[cfg(feature = "blocking")]
            pub fn items_blocking(self) -> $crate::runtime::BlockingItems<$ty> {
                self.0.items_blocking()
            }
        }
    };
}

#[allow(unused_imports, reason = "whether there are requests depends on the specification")]
pub(crate) use request;
