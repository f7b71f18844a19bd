using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ThreadStore.Otlp;

/// <summary>A collector on the loopback that takes OTLP over HTTP and keeps the bodies as they came.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _requests = new();

    private Collector(WebApplication application) => _application = application;

    /// <summary>The bodies that came to /v1/traces.</summary>
    internal IEnumerable<byte[]> Traces => Of("/v1/traces");

    /// <summary>The bodies that came to /v1/metrics.</summary>
    internal IEnumerable<byte[]> Metrics => Of("/v1/metrics");

    internal static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        var collector = new Collector(builder.Build());
        collector._application.Run(collector.TakeAsync);
        await collector._application.StartAsync();
        return collector;
    }

    /// <summary>Where an exporter sends a signal to.</summary>
    internal Uri Endpoint(string signal) => new($"{_application.Urls.Single()}/v1/{signal}");

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private IEnumerable<byte[]> Of(string path) => _requests.Where(request => request.Path == path).Select(static request => request.Body);

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _requests.Enqueue((context.Request.Path, body.ToArray()));
        // An empty answer: everything was taken.
        context.Response.ContentType = "application/x-protobuf";
    }
}
