using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>rebuild</c>: a new index from nothing but the logs.</summary>
internal static class RebuildCommand
{
    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var command = new Command("rebuild", "Makes the index anew from the logs. Bad lines are counted and skipped.");
        command.SetAction((parsed, cancellationToken) => RunAsync(common.ExistingHomeOf(parsed), parsed.GetValue(common.Json), io, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ChosenHome home, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var options = CommonOptions.StoreOptions(home);
        var result = await ProgressBar
            .RunAsync(io, "Rebuilding", bar => LocalThreadStore.RebuildAsync(options, new RebuildSink(bar), cancellationToken))
            .ConfigureAwait(false);
        var seconds = result.Elapsed.TotalSeconds;
        var megabytesPerSecond = seconds > 0 ? result.Bytes / 1e6 / seconds : 0;
        if (isJson)
        {
            using var lines = new JsonLines(io.Data);
            var json = lines.Begin();
            json.WriteNumber("files"u8, result.Files);
            json.WriteNumber("bytes"u8, result.Bytes);
            json.WriteNumber("seconds"u8, Math.Round(seconds, 6));
            json.WriteNumber("mb_s"u8, Math.Round(megabytesPerSecond, 3));
            json.WriteNumber("bad_lines"u8, result.BadLines);
            lines.End();
        }
        else
        {
            io.Text.WriteLine(
                $"{CountText.Of(result.Files, "rollout")}, {result.Bytes:N0} bytes in {seconds:0.000} s ({megabytesPerSecond:0.0} MB/s), {CountText.Of(result.BadLines, "bad line")}");
        }

        return ExitCodes.Fine;
    }
}
