using System.CommandLine;

namespace ThreadStore.Cli.Commands;

/// <summary>Arguments that several verbs take.</summary>
internal static class CommonArguments
{
    /// <summary>The id of a thread.</summary>
    internal static Argument<string> Id(CommonOptions common)
    {
        var id = new Argument<string>("ID") { Description = "The thread's id" };
        id.CompletionSources.Add(common.CompleteIds);
        return id;
    }
}
