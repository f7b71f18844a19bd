using System.IO;
using System.Text;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace ThreadStore.Benchmarks;

/// <summary>What one append costs its caller, with the projection running behind it.</summary>
public class LiveThreadAppendBench
{
    private string _home = "";
    private byte[] _payload = [];
    private LocalThreadStore _store = null!;
    private LiveThread _thread = null!;

    /// <summary>Bytes of the payload.</summary>
    [Params(256, 4096)]
    public int PayloadBytes { get; set; }

    /// <summary>What an append waits for.</summary>
    [Params(Durability.Buffered, Durability.Written)]
    public Durability Durability { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _home = Directory.CreateTempSubdirectory("threadstore-bench-").FullName;
        _store = LocalThreadStore.Open(new ThreadStoreOptions { Home = _home });
        _thread = _store.Create(new CreateThreadParams { Cwd = "/" });
        const string Start = """{"type":"token_count","info":{"total_token_usage":{"total_tokens":20179}},"pad":""";
        _payload = Encoding.UTF8.GetBytes($"{Start}\"{new string('x', PayloadBytes - Start.Length - 3)}\"}}");
    }

    [Benchmark]
    public Position Append() => _thread.Append(ItemType.EventMsg, _payload, Durability);

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }
}
