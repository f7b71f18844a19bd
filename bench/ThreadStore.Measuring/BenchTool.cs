using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.IO;
using System.Threading.Tasks;

namespace ThreadStore.Measuring;

/// <summary>What the command lines of the suite share: how one is run, and how it fails.</summary>
public static class BenchTool
{
    private const int Failed = 2;

    /// <summary>Runs one command line; the result is the exit code, the command's own, or 2 for bad input, a wrong answer, or a machine that cannot do it.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">What the user wrote.</param>
    /// <param name="error">Takes the line that says what failed.</param>
    public static async Task<int> RunAsync(RootCommand root, string[] args, TextWriter error)
    {
        try
        {
            var parsed = root.Parse(args);
            if (parsed.Action is ParseErrorAction or null)
            {
                var wrong = parsed.Errors.Count > 0 ? parsed.Errors[0].Message : "a command is required";
                await error.WriteLineAsync($"{wrong} (see --help)").ConfigureAwait(false);
                return Failed;
            }

            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // What the suite does not throw itself is a mistake in it, and wants its stack.
            await error.WriteLineAsync(IsExpected(failure) ? failure.Message : failure.ToString()).ConfigureAwait(false);
            return Failed;
        }
    }

    private static bool IsExpected(Exception failure) =>
        failure is WrongAnswerException or BadInputException or IOException or UnauthorizedAccessException or ThreadStoreException;
}
