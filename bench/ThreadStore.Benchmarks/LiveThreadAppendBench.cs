using System.Text;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using ThreadStore.Measuring;

namespace ThreadStore.Benchmarks;

/// <summary>What one append costs its caller, with the projection running behind it. Every iteration appends to a new thread.</summary>
[FreshFiles]
public class LiveThreadAppendBench
{
    private ScratchFolder _home = null!;
    private byte[] _payload = [];
    private RolloutItem[] _items = [];
    private LocalThreadStore _store = null!;
    private LiveThread _thread = null!;

    /// <summary>Bytes of the payload: a token count, whose facts the row takes; for the shortest, in which none fits, the start of a turn.</summary>
    [Params(64, 256, 4096, 65536)]
    public int PayloadBytes { get; set; }

    /// <summary>What an append waits for.</summary>
    [Params(Durability.Buffered, Durability.Written, Durability.Synced)]
    public Durability Durability { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _home = new ScratchFolder();
        _store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _home.Path });
        _payload = Payload(PayloadBytes);
        _items = [new RolloutItem(ItemType.EventMsg, _payload)];
        Begin();
    }

    [Benchmark]
    public Position Append() => _thread.Append(ItemType.EventMsg, _payload, Durability);

    /// <summary>The same line as an item, by the verb that takes several.</summary>
    [Benchmark]
    public Position AppendItem() => _thread.Append(_items, Durability);

    [IterationCleanup]
    public void BeginAnew()
    {
        EndAsync().GetAwaiter().GetResult();
        Begin();
    }

    [GlobalCleanup]
    public void Close()
    {
        EndAsync().GetAwaiter().GetResult();
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _home.Dispose();
    }

    // The first line also makes the file and writes its head: that is nobody's measurement.
    private void Begin()
    {
        _thread = _store.Create(new CreateThreadParams { Cwd = "/" });
        _thread.Append(ItemType.EventMsg, _payload, Durability.Written);
    }

    private async Task EndAsync()
    {
        await _thread.ShutdownAsync();
        await _store.DeleteAsync(_thread.Id);
    }

    private static byte[] Payload(int bytes)
    {
        const string Tokens = """{"type":"token_count","info":{"total_token_usage":{"total_tokens":20179}},"pad":""";
        const string Turn = """{"type":"task_started","turn_id":""";
        var start = bytes > Tokens.Length + 3 ? Tokens : Turn;
        return Encoding.UTF8.GetBytes($"{start}\"{new string('x', bytes - start.Length - 3)}\"}}");
    }
}
