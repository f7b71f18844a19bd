using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using ThreadStore.Lifecycle;
using ThreadStore.Projection;
using ThreadStore.TestKit;
using ThreadStore.Tracing;
using Xunit;

namespace ThreadStore.Security;

/// <summary>
/// The law: nothing that was said in a thread, or that somebody called it, is in a span, a metric or the flight recorder, whatever the verb
/// and whether it ends well.
/// </summary>
[Collection(ListenerTests.Name)]
public sealed class ContentInTelemetryTests
{
    private const string Marker = "said-in-confidence";

    [Fact]
    public async Task Session_WithAMarkerInEveryText_LeavesItInNoSpanMetricOrRecording()
    {
        var told = new ConcurrentQueue<string>();
        using var spans = Spans(told);
        using var meters = Meters(told);
        FlightRecorder.Start();
        try
        {
            await using var home = new EngineHome();
            await Session(home);
            told.Enqueue(Encoding.UTF8.GetString(Recorded()));
        }
        finally
        {
            FlightRecorder.Stop();
        }

        // Something was told at all, of every kind.
        Assert.Contains(told, static text => text.StartsWith("span thread_store.", StringComparison.Ordinal));
        Assert.Contains(told, static text => text.StartsWith("metric threadstore.append", StringComparison.Ordinal));
        Assert.Contains(told, static text => text.Contains("\"trace\"", StringComparison.Ordinal));
        Assert.DoesNotContain(told, static text => text.Contains(Marker, StringComparison.Ordinal));
    }

    private static async Task Session(EngineHome home)
    {
        var thread = home.Store.Create(new CreateThreadParams
        {
            Cwd = $"/{Marker}",
            Source = Marker,
            Originator = Marker,
            ModelProvider = Marker,
            BaseInstructions = Marker,
            Git = new GitInfo($"{Marker}sha", Marker, $"https://{Marker}@h/r"),
        });
        thread.AppendUser(Marker);
        thread.Append(ItemType.EventMsg, Payloads.Utf8("{\"type\":\"token_count\",\"" + Marker + "\":\"" + Marker + "\"}"));
        home.Settle();
        await home.Run(thread.UpdateMetadataAsync(new ThreadMetadataPatch
        {
            Name = Marker,
            GitBranch = Marker,
            Labels = new Dictionary<string, string?> { [Marker] = Marker },
        }));
        await home.Run(thread.FlushAsync(sync: true));
        EngineHome.AppendForeign(thread, Encoding.UTF8.GetBytes($"{{\"{Marker}\n{Marker}\n"));
        thread.AppendUser(Marker);
        home.Settle();
        await thread.DiscardAsync();
        home.Settle();

        using (var reader = home.Store.ReadHistory(thread.Id))
        {
            while (reader.Read(out _))
            {
                // Reading is all.
            }
        }

        _ = home.Store.List(new ThreadListQuery { TitleContains = Marker });
        await Refused<InvalidRequestException>(() => home.Store.List(new ThreadListQuery { Cursor = Marker }));
        await Refused<InvalidRequestException>(() => home.Store.ListTurns(new History.TurnListQuery { Thread = thread.Id, Cursor = Marker }));
        await Refused<InvalidRequestException>(() => ThreadId.Parse(Marker));
        await Search.SearchHome.Collect(home.Store.SearchAsync(new Search.SearchQuery { Term = Marker }));

        var resumed = home.Store.Resume(thread.Id);
        await Refused<InvalidRequestException>(() => resumed.Append(ItemType.EventMsg, Encoding.UTF8.GetBytes($"{{\"{Marker}\n")));
        home.Index.FailNext(ApplyFault.Row);
        resumed.AppendUser(Marker);
        home.Settle();
        home.Index.ClearScript();
        home.Clock.AdvanceMs(1_000);
        home.Settle();
        await resumed.DiscardAsync();
        home.Settle();
        await home.Run(home.Store.ArchiveAsync(thread.Id));
        await home.Run(home.Store.DeleteAsync(thread.Id));
    }

    private static Task Refused<T>(Func<object> verb)
        where T : Exception
    {
        Assert.Throws<T>(verb);
        return Task.CompletedTask;
    }

    private static byte[] Recorded()
    {
        using var dump = new MemoryStream();
        FlightRecorder.Dump(dump);
        return dump.ToArray();
    }

    private static ActivityListener Spans(ConcurrentQueue<string> told)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "ThreadStore",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => told.Enqueue(
                $"span {span.OperationName} {span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Baggage)} "
                + string.Join(' ', span.Events.Select(static one => one.Name + string.Join(' ', one.Tags)))),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Meters(ConcurrentQueue<string> told)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ThreadStore")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => told.Enqueue($"metric {instrument.Name} {instrument.Description} {string.Join(' ', tags.ToArray())}"));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => told.Enqueue($"metric {instrument.Name} {instrument.Description} {string.Join(' ', tags.ToArray())}"));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => told.Enqueue($"metric {instrument.Name} {instrument.Description} {string.Join(' ', tags.ToArray())}"));
        listener.Start();
        return listener;
    }
}
