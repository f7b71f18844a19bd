using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Scale.Children;

/// <summary>Makes the index of a home from its logs, again and again.</summary>
internal static class RebuildChild
{
    internal static async Task<Figures> RunAsync(string home, int threads, int rounds)
    {
        var megabytes = new double[rounds];
        var rows = new double[rounds];
        var store = ScaleStore.Open(home);
        await using (store.ConfigureAwait(false))
        {
            await store.CaughtUp.ConfigureAwait(false);
            for (var round = 0; round < rounds; round++)
            {
                var result = await store.RebuildAsync().ConfigureAwait(false);
                Answers.Check(result.Files == threads, $"a rebuild of {threads} rollouts took in {result.Files}");
                Answers.Check(result.BadLines == 0, $"a rebuild met {result.BadLines} bad lines");
                megabytes[round] = result.Bytes / 1e6 / result.Elapsed.TotalSeconds;
                rows[round] = result.Files / result.Elapsed.TotalSeconds;
            }

            foreach (var number in new[] { 0, threads / 3, threads - 1 })
            {
                var row = store.Read(ScaleHome.Id(number));
                Answers.Check(row.Title == ScaleHome.Title(number) && row.TokensUsed == 1000 + number, $"the row of thread {number} says '{row.Title}', {row.TokensUsed} tokens");
            }
        }

        return new Figures { ["megabytes"] = megabytes, ["rows"] = rows, ["peak"] = [ProcessMemory.Peak / 1e6] };
    }
}
