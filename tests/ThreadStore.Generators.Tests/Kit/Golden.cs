using System;
using System.IO;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace ThreadStore.Generators.Kit;

/// <summary>Compares text with a file beside the test. A difference fails; <c>ACCEPT_GOLDEN=1</c> rewrites the files instead.</summary>
internal static class Golden
{
    private const string Verified = ".verified.";
    private const string Received = ".received.";

    /// <summary>Fails unless <paramref name="text"/> is what <paramref name="name"/> holds; what was received is then left beside it.</summary>
    /// <param name="text">What the code under test made.</param>
    /// <param name="name">A file name with <c>.verified.</c> in it.</param>
    /// <param name="testFile">Filled in by the compiler: the test, beside which the file lies.</param>
    public static void Match(string text, string name, [CallerFilePath] string testFile = "")
    {
        var accepts = Environment.GetEnvironmentVariable("ACCEPT_GOLDEN") == "1";
        Match(text, Path.Combine(FolderOf(testFile), name), accepts);
    }

    internal static void Match(string text, string verified, bool accepts)
    {
        if (!Path.GetFileName(verified).Contains(Verified, StringComparison.Ordinal))
        {
            throw new ArgumentException($"a golden file's name holds {Verified}", nameof(verified));
        }

        var received = verified.Replace(Verified, Received, StringComparison.Ordinal);
        if (accepts)
        {
            File.WriteAllText(verified, text);
        }

        var expected = File.Exists(verified) ? File.ReadAllText(verified) : null;
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        throw new XunitException(expected is null
            ? $"{verified} does not exist; what it would hold is in {received}"
            : $"{verified} differs from {received} in line {FirstDifferentLine(expected, text)}");
    }

    // A build in CI maps the paths that it compiles in: what lies below tests/ stays as it is, the rest is found from where the tests run.
    private static string FolderOf(string testFile)
    {
        var below = testFile.LastIndexOf("/tests/", StringComparison.Ordinal) + 1;
        return Path.Combine(SourceTree.Root, Path.GetDirectoryName(testFile[below..])!);
    }

    private static int FirstDifferentLine(string expected, string actual)
    {
        var mine = expected.Split('\n');
        var theirs = actual.Split('\n');
        var line = 0;
        while (line < Math.Min(mine.Length, theirs.Length) && mine[line] == theirs[line])
        {
            line++;
        }

        return line + 1;
    }
}
