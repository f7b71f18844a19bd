using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ThreadStore.History;
using Xunit;

namespace ThreadStore.Otlp;

/// <summary>
/// The sample rollouts, appended line by line in a host that traces each append and exports by OpenTelemetry, and what arrived at the collector.
/// </summary>
/// <remarks>
/// Nothing is projected before it is asked for: what a thread takes between two flushes is one update, however fast the machine is.
/// </remarks>
public sealed class ExportedReplay : IAsyncLifetime
{
    /// <summary>The host's span around each append.</summary>
    internal const string HostSpan = "host.append";

    /// <summary>In the host's span: the thread that is appended to.</summary>
    internal const string HostThread = "host.thread";

    /// <summary>In the host's span: where the line ends.</summary>
    internal const string HostPosition = "host.position";

    /// <summary>Lines of a thread between two flushes: more than an update has links.</summary>
    internal const int LinesPerFlush = 20;

    private static readonly ActivitySource s_host = new("otlp tests");

    private readonly string _folder = Directory.CreateTempSubdirectory("threadstore-otlp-").FullName;

    /// <summary>Every span that arrived.</summary>
    internal List<OtlpSpan> Spans { get; } = [];

    /// <summary>Every metric that arrived with the one export.</summary>
    internal List<OtlpMetric> Metrics { get; } = [];

    /// <summary>The metrics' bytes, as text of one byte a character.</summary>
    internal string MetricsText { get; private set; } = "";

    /// <summary>The threads, and where their logs end.</summary>
    internal Dictionary<ThreadId, long> Threads { get; } = [];

    /// <summary>What each call of append was given: the bytes of its payload and metadata.</summary>
    internal List<long> Appends { get; } = [];

    /// <summary>Flushes of one thread, each of which waits for the projection.</summary>
    internal int Flushes { get; private set; }

    public async Task InitializeAsync()
    {
        await using var collector = await Collector.StartAsync();
        using (var traces = Sdk.CreateTracerProviderBuilder()
            .AddSource("ThreadStore", s_host.Name)
            .AddOtlpExporter(options => Send(options, collector.Endpoint("traces")))
            .Build())
        using (var metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter("ThreadStore")
            .AddOtlpExporter((options, reader) =>
            {
                Send(options, collector.Endpoint("metrics"));
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
            })
            .Build())
        {
            await ReplayAsync();
            Assert.True(traces.ForceFlush() && metrics.ForceFlush());
            foreach (var body in collector.Metrics)
            {
                Metrics.AddRange(OtlpMetric.ReadRequest(body));
                MetricsText += Encoding.Latin1.GetString(body);
            }
        }

        foreach (var body in collector.Traces)
        {
            Spans.AddRange(OtlpSpan.ReadRequest(body));
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private static void Send(OtlpExporterOptions options, Uri endpoint)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = endpoint;
        options.TimeoutMilliseconds = 60_000;
        // The default queue drops what is above 2,048 spans.
        options.BatchExportProcessorOptions = new BatchExportActivityProcessorOptions { MaxQueueSize = 1 << 16 };
    }

    private async Task ReplayAsync()
    {
        await using var store = LocalThreadStore.Open(new ThreadStoreOptions
        {
            Home = Path.Combine(_folder, "home"),
            ProjectionInterval = TimeSpan.FromMinutes(1),
            TouchInterval = TimeSpan.FromHours(1),
            RefreshInterval = System.Threading.Timeout.InfiniteTimeSpan,
        });
        var replayed = new List<(LiveThread Thread, List<RolloutItem> Lines)>();
        foreach (var sample in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples", "rollouts")).Order(StringComparer.Ordinal))
        {
            var lines = Lines(sample);
            var thread = store.Create(new CreateThreadParams { SessionMeta = lines[0] });
            await thread.PersistAsync();
            replayed.Add((thread, lines));
        }

        var going = replayed;
        for (var at = 1; going.Count > 0; at += LinesPerFlush)
        {
            going = going.FindAll(one => one.Lines.Count > at);
            going.ForEach(one => one.Lines.Skip(at).Take(LinesPerFlush).ToList().ForEach(line => Append(one.Thread, line)));
            await Task.WhenAll(going.Select(static one => one.Thread.FlushAsync(sync: true)));
            Flushes += going.Count;
        }

        foreach (var (thread, _) in replayed)
        {
            Threads.Add(thread.Id, thread.End.Offset);
            await thread.ShutdownAsync();
        }
    }

    private void Append(LiveThread thread, RolloutItem line)
    {
        // A trace of its own for every append, as a request of the host has.
        Activity.Current = null;
        using var span = s_host.StartActivity(HostSpan)!;
        thread.Append([line]);
        span.SetTag(HostThread, thread.Id.ToString());
        span.SetTag(HostPosition, thread.End.Offset);
        Appends.Add(line.Payload.Length + line.Metadata.Length);
    }

    private static List<RolloutItem> Lines(string path)
    {
        using var reader = HistoryReader.Open(path);
        var lines = new List<RolloutItem>();
        while (reader.Read(out var line))
        {
            lines.Add(new RolloutItem(ItemType.FromName(Encoding.UTF8.GetString(line.TypeName)), line.Payload.ToArray(), line.Metadata.ToArray()));
        }

        return lines;
    }
}
