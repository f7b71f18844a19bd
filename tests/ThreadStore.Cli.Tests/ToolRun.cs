using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using ThreadStore.Cli.Output;
using Xunit;

namespace ThreadStore.Cli;

/// <summary>One run of the tool inside the test's process: what it wrote, and its exit code.</summary>
internal sealed record ToolRun(int ExitCode, string Data, string Messages)
{
    /// <summary>The lines of data, each parsed: fails when one is not a JSON object.</summary>
    internal List<JsonElement> Objects =>
    [
        .. Data.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
            return json.RootElement.Clone();
        }),
    ];

    internal static ToolRun Of(params string[] args) => Of(CancellationToken.None, args);

    internal static ToolRun Of(CancellationToken cancellationToken, params string[] args) => Of(isTerminal: false, isColorWanted: true, cancellationToken, args);

    internal static ToolRun Of(bool isTerminal, bool isColorWanted, CancellationToken cancellationToken, params string[] args)
    {
        using var data = new MemoryStream();
        return Of(data, TimeProvider.System, isTerminal, isColorWanted, args, cancellationToken);
    }

    /// <summary>A run whose data a test sees while it runs.</summary>
    internal static ToolRun Of(SignalStream data, CancellationToken cancellationToken, params string[] args) =>
        Of(data, TimeProvider.System, isTerminal: false, isColorWanted: true, args, cancellationToken);

    /// <summary>A run that waits by another clock.</summary>
    internal static ToolRun Of(TimeProvider clock, params string[] args)
    {
        using var data = new MemoryStream();
        return Of(data, clock, isTerminal: false, isColorWanted: true, args, CancellationToken.None);
    }

    private static ToolRun Of(MemoryStream data, TimeProvider clock, bool isTerminal, bool isColorWanted, string[] args, CancellationToken cancellationToken)
    {
        using var messages = new StringWriter();
        using var io = new ToolOutput(data, messages, isTerminal, isMessagesTerminal: false, isColorWanted) { Clock = clock };
        var exitCode = Tool.RunAsync(args, io, cancellationToken).GetAwaiter().GetResult();
        return new ToolRun(exitCode, Encoding.UTF8.GetString(data.ToArray()), messages.ToString());
    }

    /// <summary>Exit code 2, nothing on the data stream, and exactly one line that says why.</summary>
    internal void AssertFailed(string reason)
    {
        Assert.Equal(2, ExitCode);
        Assert.Equal("", Data);
        var line = Assert.Single(Messages.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("threadstore: ", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    internal ToolRun AssertFine()
    {
        Assert.True(ExitCode == 0, Messages);
        return this;
    }
}
