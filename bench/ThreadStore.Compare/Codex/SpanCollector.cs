using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ThreadStore.Peer;

namespace ThreadStore.Compare.Codex;

/// <summary>One span of another process.</summary>
/// <param name="Name">What was done.</param>
/// <param name="File">The source in which it stands.</param>
/// <param name="Start">Nanoseconds since the Unix epoch.</param>
/// <param name="Nanoseconds">How long it took.</param>
internal readonly record struct CollectedSpan(string Name, string File, long Start, long Nanoseconds);

/// <summary>A receiver of spans on loopback, in the JSON form of OTLP.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<CollectedSpan> _spans = [];
    private readonly WebApplication _application;

    private SpanCollector(WebApplication application) => _application = application;

    /// <summary>Where spans are to be sent.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Starts one.</summary>
    internal static async Task<SpanCollector> StartAsync()
    {
        var application = LoopbackServer.Build();
        var collector = new SpanCollector(application);
        application.MapPost("/v1/traces", collector.TakeAsync);
        await application.StartAsync().ConfigureAwait(false);
        collector.Address = $"{application.Urls.First()}/v1/traces";
        return collector;
    }

    /// <summary>The spans of that name out of that source, in order of their start.</summary>
    internal IReadOnlyList<CollectedSpan> Named(string name, string file)
    {
        lock (_gate)
        {
            return [.. _spans.Where(span => span.Name == name && Path.GetFileName(span.File) == file).OrderBy(static span => span.Start)];
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted).ConfigureAwait(false);
        lock (_gate)
        {
            _spans.AddRange(document.RootElement.GetProperty("resourceSpans").EnumerateArray()
                .SelectMany(static resource => resource.GetProperty("scopeSpans").EnumerateArray())
                .SelectMany(static scope => scope.GetProperty("spans").EnumerateArray())
                .Select(Parse));
        }

        await context.Response.WriteAsJsonAsync(new JsonObject(), context.RequestAborted).ConfigureAwait(false);
    }

    private static CollectedSpan Parse(JsonElement span)
    {
        var start = Nanoseconds(span, "startTimeUnixNano");
        var file = span.GetProperty("attributes").EnumerateArray().FirstOrDefault(static attribute => attribute.GetProperty("key").ValueEquals("code.file.path"));
        return new CollectedSpan(
            span.GetProperty("name").GetString()!,
            file.ValueKind is JsonValueKind.Object ? file.GetProperty("value").GetProperty("stringValue").GetString()! : "",
            start,
            Nanoseconds(span, "endTimeUnixNano") - start);
    }

    private static long Nanoseconds(JsonElement span, string name) => span.GetProperty(name) is { ValueKind: JsonValueKind.String } text
        ? long.Parse(text.GetString()!, CultureInfo.InvariantCulture)
        : span.GetProperty(name).GetInt64();
}
