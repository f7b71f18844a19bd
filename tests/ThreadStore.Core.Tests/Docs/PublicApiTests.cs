using System;
using System.IO;
using Xunit;

namespace ThreadStore.Docs;

/// <summary>
/// What hosts can see changes in the open: <c>src/ThreadStore.Core/PublicAPI.txt</c> is what the built library shows, and its diff
/// is part of every review.
/// </summary>
/// <remarks>After a change that is meant: <c>ACCEPT_API=1 dotnet test tests/ThreadStore.Core.Tests --filter PublicApi</c> writes the file anew.</remarks>
public sealed class PublicApiTests
{
    private const string File = "src/ThreadStore.Core/PublicAPI.txt";

    [Fact]
    public void Surface_IsTheOneThatWasReviewed()
    {
        var surface = string.Join('\n', ApiSurface.Of(typeof(LocalThreadStore).Assembly.Location)) + "\n";
        if (Environment.GetEnvironmentVariable("ACCEPT_API") == "1")
        {
            System.IO.File.WriteAllText(Path.Combine(Repository.Root, File), surface);
        }

        Assert.Equal(Repository.Read(File), surface);
    }
}
