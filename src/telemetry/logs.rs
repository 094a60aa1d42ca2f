//! Structured lines on standard error, and traces where the build has them.

use std::fmt;

/// Keeps what must live as long as lines and traces are written; traces are sent when it goes.
#[must_use]
#[derive(Default)]
pub struct Guard {
    #[cfg(feature = "otel")]
    provider: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard")
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        #[cfg(feature = "otel")]
        if let Some(p) = self.provider.take() {
            // A collector that is not there keeps nobody from ending.
            let _ = p.shutdown();
        }
    }
}

/// Begins to write: JSON lines on standard error when `json`, and traces to `collector` when it is named and the build has
/// them. A second call changes nothing.
///
/// # Errors
/// When traces are asked for that can't be made.
pub fn begin(json: bool, collector: Option<&str>) -> Result<Guard, String> {
    use tracing_subscriber::{
        Layer as _, filter::LevelFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _,
    };
    let lines = json.then(|| {
        tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .with_writer(std::io::stderr)
            .with_filter(LevelFilter::INFO)
    });
    #[cfg(feature = "otel")]
    {
        let provider = collector.map(otel::provider).transpose()?;
        let traces = provider.as_ref().map(otel::layer);
        // Whoever began before has settled the matter.
        let _ = tracing_subscriber::registry().with(lines).with(traces).try_init();
        Ok(Guard { provider })
    }
    #[cfg(not(feature = "otel"))]
    {
        if collector.is_some() {
            return Err(
                "this build has no traces: build it with --features otel, or unset OTEL_EXPORTER_OTLP_ENDPOINT"
                    .to_owned(),
            );
        }
        // Whoever began before has settled the matter.
        let _ = tracing_subscriber::registry().with(lines).try_init();
        Ok(Guard::default())
    }
}

#[cfg(feature = "otel")]
mod otel {
    use opentelemetry::trace::TracerProvider as _;
    use opentelemetry_otlp::WithExportConfig as _;
    use opentelemetry_sdk::trace::SdkTracerProvider;

    pub(super) fn provider(collector: &str) -> Result<SdkTracerProvider, String> {
        // The exporter's client is built before any other one. Whoever installed a provider before has settled the matter.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let at = format!("{}/v1/traces", collector.trim_end_matches('/'));
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_endpoint(at)
            .build()
            .map_err(|e| format!("traces can't be sent: {e}"))?;
        let resource = opentelemetry_sdk::Resource::builder().with_service_name("lanterne").build();
        Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
    }

    pub(super) fn layer<S>(provider: &SdkTracerProvider) -> impl tracing_subscriber::Layer<S>
    where
        S: tracing::Subscriber + for<'s> tracing_subscriber::registry::LookupSpan<'s>,
    {
        use tracing_subscriber::Layer as _;
        let tracer = provider.tracer("lanterne");
        tracing_opentelemetry::layer().with_tracer(tracer).with_filter(tracing_subscriber::filter::filter_fn(|m| {
            // The exporter's own requests would trace themselves for ever.
            m.target().starts_with("lanterne")
        }))
    }
}
