using System;
using System.IO;
using System.Linq;
using ThreadStore.TestKit;
using Xunit;

namespace ThreadStore.Log;

public class RolloutLayoutTests
{
    private const string Name = "rollout-2026-11-21T06-08-10-01a1fcb8-2b72-7833-a595-9c5022c4ed8f.jsonl";
    private const string Other = "rollout-2026-11-21T06-09-19-01a1fcb9-3760-7640-9030-fb07e88b57eb.jsonl";

    [Fact]
    public void NewPath_InAZone_UsesTheLocalTimeOfCreation()
    {
        using var home = new TempHome(clock: new ScriptedClock { Zone = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(18.5 - 5), "east", "east") });
        var path = home.Log.Layout.NewPath(TempHome.Id, new DateTimeOffset(2026, 12, 31, 20, 0, 1, TimeSpan.FromHours(2)));

        Assert.Equal("sessions/2027/01/01/rollout-2027-01-01T07-30-01-01a1fcb8-2b72-7833-a595-9c5022c4ed8f.jsonl", path.Text);
        Assert.True(RolloutPath.TryParse(path.Text, out var parsed));
        Assert.Equal((path, TempHome.Id, false, false), (parsed, parsed.Id, parsed.IsArchived, parsed.IsCompressed));
        Assert.Equal(home.Directory + "/" + path.Text, home.Log.Layout.FullPath(path));
    }

    [Theory]
    [InlineData("sessions/2026/11/21/" + Name, false, false)]
    [InlineData("sessions/2026/11/21/" + Name + ".zst", false, true)]
    [InlineData("archived_sessions/" + Name, true, false)]
    [InlineData("archived_sessions/" + Name + ".zst", true, true)]
    public void TryParse_OfARollout_SaysWhatItIs(string text, bool isArchived, bool isCompressed)
    {
        Assert.True(RolloutPath.TryParse(text, out var path));
        Assert.Equal((TempHome.Id, isArchived, isCompressed, text), (path.Id, path.IsArchived, path.IsCompressed, path.Text));
    }

    [Theory]
    [InlineData(Name)]
    [InlineData("sessions/" + Name)]
    [InlineData("sessions/2026/11/" + Name)]
    [InlineData("sessions/2026/11/2x/" + Name)]
    [InlineData("sessions/2026/11/21/22/" + Name)]
    [InlineData("archived_sessions/2026/" + Name)]
    [InlineData("other/2026/11/21/" + Name)]
    [InlineData("/sessions/2026/11/21/" + Name)]
    [InlineData("sessions/2026/11/21/x" + Name)]
    [InlineData("sessions/2026/11/21/" + Name + ".tmp")]
    [InlineData("sessions/2026/11/21/rollout-2026-11-21T06-08-10-01a1fcb8-2b72-7833-a595-9c5022c4ed8.jsonl")]
    [InlineData("sessions/2026/11/21/rollout-2026-11-21T06:08:10-01a1fcb8-2b72-7833-a595-9c5022c4ed8f.jsonl")]
    [InlineData("sessions/2026/11/21/rollout-2026-11-21T06-08-10-01a1fcb8-2b72-7833-a595-9c5022c4edxx.jsonl")]
    [InlineData("")]
    public void TryParse_OfAnythingElse_IsFalse(string text) => Assert.False(RolloutPath.TryParse(text, out _));

    [Fact]
    public void Resolve_OfACallersPath_IsRelativeInsideTheHomeAndAbsoluteOutside()
    {
        using var home = new TempHome();
        var relative = "sessions/2026/11/21/" + Name;

        Assert.Equal(relative, home.Log.Layout.Resolve(relative).Text);
        Assert.Equal(relative, home.Log.Layout.Resolve(home.Directory + "/sessions/./2026/x/../11/21/" + Name).Text);
        var external = home.Log.Layout.Resolve("/elsewhere/" + Name);
        Assert.Equal(("/elsewhere/" + Name, true, TempHome.Id), (external.Text, external.IsExternal, external.Id));
        Assert.Equal(external.Text, home.Log.Layout.FullPath(external));
        Assert.Throws<InvalidRequestException>(() => home.Log.Layout.Resolve("../notes.txt"));
    }

    [Fact]
    public void Enumerate_OfAHome_YieldsItsRolloutsSortedAndNothingElse()
    {
        using var home = new TempHome();
        string[] rollouts =
        [
            "archived_sessions/" + Other, "sessions/2025/12/31/" + Other, "sessions/2026/01/02/" + Name, "sessions/2026/01/02/" + Other + ".zst", "sessions/2026/11/21/" + Other,
        ];
        string[] foreign =
        [
            "sessions/" + Name, "sessions/2026/" + Name, "sessions/2026/11/21/notes.txt", "sessions/2026/11/21/" + Name + ".tmp", "sessions/20xx/11/21/" + Name,
            "archived_sessions/2026/11/21/" + Name, "elsewhere/" + Name, "session_index.jsonl", "sessions/2026/111/21/" + Name,
        ];
        foreach (var path in rollouts.Concat(foreign))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home.Directory, path))!);
            File.WriteAllText(Path.Combine(home.Directory, path), "x");
        }

        File.CreateSymbolicLink(Path.Combine(home.Directory, "sessions/2026/11/21", Name), Path.Combine(home.Directory, foreign[0]));
        Directory.CreateSymbolicLink(Path.Combine(home.Directory, "sessions/2027"), Path.Combine(home.Directory, "sessions/2026"));
        Directory.CreateSymbolicLink(Path.Combine(home.Directory, "sessions/2026/11/22"), Path.Combine(home.Directory, "sessions/2026/11/21"));

        Assert.Equal(rollouts, home.Log.Layout.Enumerate().Select(static path => path.Text));
        Assert.True(rollouts.SequenceEqual(rollouts.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Enumerate_OfAnEmptyHome_IsEmpty()
    {
        using var home = new TempHome();
        Assert.Empty(home.Log.Layout.Enumerate());
        Assert.Null(home.Log.Layout.Find(TempHome.Id));
    }

    [Theory]
    [InlineData("sessions/2026/11/20/")]
    [InlineData("sessions/2026/11/21/")]
    [InlineData("sessions/2026/11/22/")]
    public void FindNear_InTheFoldersAroundTheIdsTime_FindsIt(string folder)
    {
        using var home = new TempHome();
        Put(home, folder + Name, 1);
        Put(home, folder + Other, 1);

        Assert.Equal(folder + Name, home.Log.Layout.FindNear(TempHome.Id)!.Text);
        Assert.Equal(folder + Name, home.Log.Layout.Find(TempHome.Id)!.Text);
    }

    [Theory]
    [InlineData("sessions/2020/01/01/")]
    [InlineData("archived_sessions/")]
    public void Find_OfAFileFarFromItsTime_LooksEverywhere(string folder)
    {
        using var home = new TempHome();
        Put(home, folder + Name, 1);

        Assert.Null(home.Log.Layout.FindNear(TempHome.Id));
        Assert.Equal(folder + Name, home.Log.Layout.Find(TempHome.Id)!.Text);
    }

    [Fact]
    public void Find_OfAnIdWithoutATime_LooksEverywhere()
    {
        using var home = new TempHome();
        var id = ThreadId.Parse("11111111-2222-4333-8444-555555555555");
        Put(home, $"sessions/2026/11/21/rollout-2026-11-21T06-08-10-{id}.jsonl", 1);

        Assert.Null(home.Log.Layout.FindNear(id));
        Assert.Equal(id, home.Log.Layout.Find(id)!.Id);
    }

    [Fact]
    public void Find_OfSeveralFilesOfOneId_PrefersActiveThenPlainThenTheLongest()
    {
        using var home = new TempHome();
        var late = Name.Replace("06-08-10", "07-00-00", StringComparison.Ordinal);
        Put(home, "archived_sessions/" + late, 3000);
        Assert.Equal("archived_sessions/" + late, home.Log.Layout.Find(TempHome.Id)!.Text);
        Put(home, "archived_sessions/" + Name, 5000);
        Assert.Equal("archived_sessions/" + Name, home.Log.Layout.Find(TempHome.Id)!.Text);
        Put(home, "sessions/2026/11/21/" + Name + ".zst", 4000);
        Assert.Equal("sessions/2026/11/21/" + Name + ".zst", home.Log.Layout.Find(TempHome.Id)!.Text);
        Put(home, "sessions/2020/01/01/" + Name, 10);
        Assert.Equal("sessions/2020/01/01/" + Name, home.Log.Layout.Find(TempHome.Id)!.Text);
        Put(home, "sessions/2026/11/21/" + Name, 20);
        Assert.Equal("sessions/2026/11/21/" + Name, home.Log.Layout.Find(TempHome.Id)!.Text);
        Put(home, "sessions/2026/11/22/" + late, 30);
        Assert.Equal("sessions/2026/11/22/" + late, home.Log.Layout.Find(TempHome.Id)!.Text);
    }

    private static void Put(TempHome home, string path, int length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home.Directory, path))!);
        File.WriteAllBytes(Path.Combine(home.Directory, path), new byte[length]);
    }
}
