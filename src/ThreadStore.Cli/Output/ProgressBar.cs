using System;
using System.Threading.Tasks;
using Spectre.Console;

namespace ThreadStore.Cli.Output;

/// <summary>A bar on the error stream for work that may take long; on anything but a terminal there is none.</summary>
internal static class ProgressBar
{
    /// <summary>Runs the work; it reports how much is done, and of how much.</summary>
    internal static Task<T> RunAsync<T>(ToolOutput io, string title, Func<Action<double, double>, Task<T>> work) =>
        io.IsMessagesTerminal ? RunVisiblyAsync(io, title, work) : work(static (_, _) => { });

    private static Task<T> RunVisiblyAsync<T>(ToolOutput io, string title, Func<Action<double, double>, Task<T>> work) =>
        Screen.ForMessages(io).Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask(title);
            task.IsIndeterminate = true;
            return await work((done, total) =>
            {
                if (total > 0)
                {
                    task.IsIndeterminate = false;
                    task.MaxValue = total;
                    task.Value = done;
                }
            }).ConfigureAwait(false);
        });
}
