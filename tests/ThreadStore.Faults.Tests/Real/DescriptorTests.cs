using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.Faults.Real;

/// <summary>Law: without a descriptor to be had open threads go on, what needs one is refused by name, and everything heals when there are some again.</summary>
public sealed class DescriptorTests
{
    private const int Rounds = 20;

    [Fact]
    public async Task Append_WithoutADescriptorLeft_GoesOnOrIsRefused()
    {
        await using var home = new FolderWithStore();
        using var child = ChildProcess.Start("descriptors", "--home", home.Home, "--rounds", $"{Rounds}");
        await child.EndAsync();

        Assert.Equal((2 * Rounds) + 1, child.Reports.Count(static report => report.Kind == "refused"));
        var ledgers = Enumerable.Range(1, Rounds + 2).Select(static writer => new ThreadLedger(writer)).ToList();
        ledgers.ForEach(ledger => ledger.Add(1, child.Reports));
        HomeCheck.CheckProjected(home.Home, ledgers);
        await HomeCheck.CheckAsync(home.Home, ledgers);
        await HomeCheck.CheckByToolAsync(home.Home);
    }
}
