using System.IO;
using System.Threading.Tasks;
using ThreadStore.Lifecycle;
using ThreadStore.Log;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Projection;

/// <summary>
/// Law: names are taken in together with the mark of how far their file was read, or not at all. Else a name outlives the line that a
/// delete takes out. Seen to fail: with the names applied before the file's hashes are read.
/// </summary>
public sealed class SessionNamesFaultTests
{
    [Fact]
    public async Task Names_WhoseFileFailsAtAnyOperation_AreThoseOfTheFileAfterwards()
    {
        for (var failing = 0; ; failing++)
        {
            var device = new ScriptedLogDevice();
            await using var home = new EngineHome { Device = device };
            var kept = await home.ClosedAsync("kept");
            var gone = await home.ClosedAsync("gone");
            var path = Path.Combine(home.Path, SessionIndexNames.FileName);
            Name(path, kept, "one", FileMode.Create);
            home.Reconcile();
            Name(path, gone, "two", FileMode.Append);
            var isHit = Reconcile(home, device, failing);

            // As a delete of the thread leaves it: the very bytes of which the mark was made before.
            Name(path, kept, "one", FileMode.Create);
            home.Reconcile();

            home.AssertRowsEqualRebuild();
            if (!isHit)
            {
                Assert.True(failing > 5, "the faults have reached operations");
                return;
            }
        }
    }

    private static bool Reconcile(EngineHome home, ScriptedLogDevice device, int failing)
    {
        var target = device.Operations.Count + failing;
        device.Script = (number, _) => number == target ? new ScriptedFault(Libc.EIO) : null;
        try
        {
            home.Reconcile();
        }
        catch (StorageFaultException)
        {
            // The round is broken off, and the next one looks again.
        }

        device.Script = null;
        return device.Operations.Count > target;
    }

    private static void Name(string path, ThreadId id, string name, FileMode mode)
    {
        using var file = new FileStream(path, mode, FileAccess.Write);
        file.Write(SessionIndexLine.Write(id, name, FakeClock.Start));
    }
}
