using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using ThreadStore.Generators.Kit;
using ThreadStore.Tracing;
using Xunit;

namespace ThreadStore.Generators.Tracing;

/// <summary>The law: what a host declares is what listeners and the flight recorder see, and costs no allocation that an activity does not need.</summary>
[Collection("recorder")]
public sealed class EmittedSpanTests : IDisposable
{
    private const string Program = "Host.Tracing.Program";

    private static readonly TraceContext s_parent = new(1, 2, 3, 1);

    private readonly CompiledSource _host = CompiledSource.Load(GeneratorRunner.Run(new TraceSpanGenerator(), SpanSource.Host));

    public void Dispose()
    {
        FlightRecorder.Stop();
        _host.Dispose();
    }

    [Fact]
    public void Recorder_SeesTypedTagsParentsAndOutcome()
    {
        FlightRecorder.Start(16);
        var context = _host.Method<Func<TraceContext, TraceContext[], TraceContext>>(Program, "Work")(s_parent, [new TraceContext(1, 2, 9, 0)]);
        _ = _host.Method<Func<TraceContext>>(Program, "Step")();

        var spans = Dump();
        Assert.Equal(3, spans.Length);
        Assert.Contains(
            $"\"span\":\"{context.SpanId:x16}\",\"parent\":\"0000000000000003\",\"name\":\"host.work\"", spans[1], StringComparison.Ordinal);
        Assert.EndsWith(
            """
            "attrs":{"host.bytes":4096,"host.first":true,"host.name":"first","host.rows_done":7,"host.phase":"read_ahead","links":["00000000000000010000000000000002-0000000000000009"]}}
            """,
            spans[1],
            StringComparison.Ordinal);
        Assert.Contains($"\"parent\":\"{context.SpanId:x16}\",\"name\":\"host.step\"", spans[0], StringComparison.Ordinal);
        Assert.EndsWith(
            """
            "attrs":{"host.size":18446744073709551615,"host.ratio":0.5,"host.phase":"http_call","error.type":"io"}}
            """,
            spans[0],
            StringComparison.Ordinal);
        Assert.Contains("\"host.phase\":\"other\"", spans[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Listener_SeesAnActivityOfTheHostsSource()
    {
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "host.spans",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var context = _host.Method<Func<TraceContext, TraceContext[], TraceContext>>(Program, "Work")(s_parent, []);
        _host.Method<Action<TraceContext, long>>(Program, "Wait")(s_parent, Stopwatch.GetTimestamp() - (60 * Stopwatch.Frequency));

        Assert.Equal(["host.step", "host.work", "host.wait"], stopped.Select(static one => one.OperationName));
        Assert.Equal(ActivityKind.Client, stopped[1].Kind);
        Assert.Equal(context, TraceContext.From(stopped[1].Context));
        Assert.Equal("0000000000000003", stopped[1].ParentSpanId.ToHexString());
        Assert.Equal(stopped[1].SpanId, stopped[0].ParentSpanId);
        Assert.Equal(
            [
                new("host.bytes", 4096L), new("host.first", true), new("host.name", "first"), new("host.rows_done", 7L),
                new KeyValuePair<string, object?>("host.phase", "read_ahead"),
            ],
            stopped[1].TagObjects);
        Assert.Equal(ulong.MaxValue, stopped[0].GetTagItem("host.size"));
        Assert.Equal(0.5, stopped[0].GetTagItem("host.ratio"));
        Assert.True(stopped[2].Duration >= TimeSpan.FromSeconds(60), "it began when it was said to");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RecorderOnOrOff_AllocatesNothing(bool isOn)
    {
        if (isOn)
        {
            FlightRecorder.Start(16);
        }

        var round = _host.Method<Action>(Program, "Round");
        Run(round, 200);
        var least = long.MaxValue;
        for (var window = 0; window < 3 && least != 0; window++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(round, 10_000);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.Equal(isOn, FlightRecorder.IsOn);
    }

    private static void Run(Action round, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            round();
        }
    }

    private static string[] Dump()
    {
        var buffer = new ArrayBufferWriter<byte>();
        FlightRecorder.Dump(buffer);
        return [.. Encoding.UTF8.GetString(buffer.WrittenSpan).Split('\n').Skip(1).SkipLast(1)];
    }
}

/// <summary>Tests that turn the recorder of the process on: by themselves.</summary>
[CollectionDefinition("recorder", DisableParallelization = true)]
public sealed class RecorderTests;
