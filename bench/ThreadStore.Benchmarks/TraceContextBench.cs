using System;
using System.Diagnostics;
using System.Text;
using BenchmarkDotNet.Attributes;
using ThreadStore.Tracing;

namespace ThreadStore.Benchmarks;

/// <summary>What W3C trace context costs at the border: parsed and formatted here, and by the runtime's own types.</summary>
public class TraceContextBench
{
    private const string Header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string States = "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE";

    private readonly byte[] _traceparent = Encoding.ASCII.GetBytes(Header);
    private readonly byte[] _tracestate = Encoding.ASCII.GetBytes(States);
    private readonly byte[] _written = new byte[TraceContext.TraceParentLength];
    private readonly byte[] _writtenState = new byte[TraceState.PropagatedLength];
    private TraceContext _context;
    private ActivityContext _runtimes;

    [GlobalSetup]
    public void Parse()
    {
        _runtimes = ActivityContext.Parse(Header, States);
        if (!TraceContext.TryParse(_traceparent, out _context) || _context != FromActivityContext() || TryFormat() != _written.Length
            || !_written.AsSpan().SequenceEqual(_traceparent) || FormatState() != States.Length || ToActivityContext().SpanId != _runtimes.SpanId)
        {
            throw new InvalidOperationException("the two do not read the same");
        }
    }

    [Benchmark]
    public bool TryParse() => TraceContext.TryParse(_traceparent, out _context);

    /// <summary>Both headers, with two vendors in the second.</summary>
    [Benchmark]
    public bool TryParseWithState() => TraceContext.TryParse(_traceparent, _tracestate, out _context, out _);

    /// <summary>By the runtime, from strings.</summary>
    [Benchmark]
    public bool TryParseByRuntime() => ActivityContext.TryParse(Header, States, out _runtimes);

    [Benchmark]
    public int TryFormat() => _context.TryFormat(_written, out var length) ? length : 0;

    /// <summary>The list of vendors, parsed and written with nothing added.</summary>
    [Benchmark]
    public int FormatState() => TraceState.TryParse(_tracestate, out var state) ? state.Format(_writtenState) : 0;

    [Benchmark]
    public TraceContext FromActivityContext() => TraceContext.From(_runtimes);

    [Benchmark]
    public ActivityContext ToActivityContext() => _context.ToActivityContext();
}
