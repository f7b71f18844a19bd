using System;
using System.IO;
using System.Linq;

namespace ThreadStore.Cli;

/// <summary>The rollouts that come with the tool.</summary>
internal static class Samples
{
    /// <summary>Eleven: ten with a preview, one without.</summary>
    internal const int Count = 11;

    /// <summary>Lines in all of them.</summary>
    internal const int Lines = 698;

    internal const string Renamed = "01a1fcb8-2b72-7833-a595-9c5022c4ed8f";
    internal const string First = "01a1fcb7-7132-7b11-bcb0-144749e5c184";
    internal const string WithoutPreview = "01a1fcb9-3eb3-7dd0-87f8-faddf3f6ddd8";
    internal const string Legacy = "01a1fcbe-6453-79a1-beb4-100a9e31d848";

    internal static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "samples", "rollouts");

    internal static string Of(string id) => Directory.GetFiles(Folder).Single(path => path.Contains(id, StringComparison.Ordinal));
}
