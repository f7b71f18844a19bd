using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ThreadStore.Compare.Append;
using ThreadStore.Measuring;
using Xunit;

namespace ThreadStore.Compare;

/// <summary>Every side keeps what was appended, and a side that does not is found out.</summary>
public class AppenderTests
{
    private const int Appends = 100;

    [Theory]
    [InlineData("store-buffered")]
    [InlineData("store-written")]
    [InlineData("copy")]
    [InlineData("write")]
    [InlineData("insert")]
    [InlineData("insert-exclusive")]
    [InlineData("upsert")]
    [InlineData("channel")]
    public async Task Check_OfASideThatKeptEverything_Passes(string side)
    {
        await using var appender = Make(side, new Payloads(256));
        for (var append = 0; append < Appends; append++)
        {
            appender.AppendNext();
        }

        await appender.CheckAsync();
    }

    [Theory]
    [InlineData("lost", 1, 0, 3)]
    [InlineData("twice", 0, 1, 1, 2)]
    [InlineData("swapped", 1, 0, 2)]
    public void Check_OfAFileWithOtherLines_Fails(string what, params int[] lines)
    {
        var payloads = new Payloads(256);
        using var folder = new ScratchFolder();
        var path = folder.File(what);
        File.WriteAllBytes(path, [.. lines.SelectMany(line => RolloutLine.Of(payloads[line]))]);

        Assert.Throws<WrongAnswerException>(() => LineFile.Check(path, skipped: 0, new Said(payloads, lines.Length)));
    }

    private static Appender Make(string side, Payloads payloads) => side switch
    {
        "store-buffered" => new StoreAppender(payloads, Durability.Buffered),
        "store-written" => new StoreAppender(payloads, Durability.Written),
        "copy" => new CopyAppender(payloads),
        "write" => new WriteAppender(payloads),
        "insert" => new InsertAppender(payloads, isExclusive: false),
        "insert-exclusive" => new InsertAppender(payloads, isExclusive: true),
        "upsert" => new UpsertAppender(payloads),
        _ => new ChannelAppender(payloads),
    };

    /// <summary>Says that it has appended, and has not.</summary>
    private sealed class Said : Appender
    {
        internal Said(Payloads payloads, int appends)
            : base(payloads)
        {
            for (var append = 0; append < appends; append++)
            {
                AppendNext();
            }
        }

        public override Task CheckAsync() => Task.CompletedTask;

        public override ValueTask DisposeAsync() => default;

        protected override void Append(byte[] payload)
        {
        }
    }
}
