namespace ThreadStore.Peer;

/// <summary>The configuration that makes a Codex talk to nobody but the scripted server.</summary>
internal static class CodexConfig
{
    public const string Model = "gpt-5";

    public const string Provider = "mock";

    /// <summary>The same server under another name, for threads that a filter is to tell apart.</summary>
    public const string OtherProvider = "other";

    // Every start looks for plug-ins on the network unless that feature is off. Retries are off so that a wrong answer fails at once;
    // the idle limit is long because a gate may hold an answer.
    public static string For(ResponsesServer server, string? traces = null) =>
        $$"""
        model = "{{Model}}"
        model_provider = "{{Provider}}"
        approval_policy = "never"
        sandbox_mode = "danger-full-access"
        web_search = "disabled"
        check_for_update_on_startup = false

        {{ProviderTable(Provider, server)}}
        {{ProviderTable(OtherProvider, server)}}

        [features]
        plugins = false

        [analytics]
        enabled = false

        [feedback]
        enabled = false

        [history]
        persistence = "none"

        [otel]
        exporter = "none"
        trace_exporter = {{TraceExporter(traces)}}
        metrics_exporter = "none"

        """;

    private static string TraceExporter(string? address) =>
        address is null ? "\"none\"" : $$"""{ otlp-http = { endpoint = "{{address}}", protocol = "json" } }""";

    private static string ProviderTable(string name, ResponsesServer server) =>
        $$"""
        [model_providers.{{name}}]
        name = "{{name}}"
        base_url = "{{server.BaseAddress}}"
        wire_api = "responses"
        requires_openai_auth = false
        supports_websockets = false
        request_max_retries = 0
        stream_max_retries = 0
        stream_idle_timeout_ms = 300000

        """;
}
