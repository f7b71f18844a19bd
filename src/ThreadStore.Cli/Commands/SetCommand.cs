using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Cli.Output;

namespace ThreadStore.Cli.Commands;

/// <summary><c>set</c>: explicit metadata of a thread, kept in its log.</summary>
internal sealed class SetCommand
{
    private readonly Option<string?> _name = new("--name") { Description = "The name that lists show", HelpName = "TEXT" };
    private readonly Option<bool> _clearName = new("--clear-name") { Description = "No name: lists show the title" };
    private readonly Option<string?> _memory = new("--memory") { Description = "Whether memories may be made of the thread" };
    private readonly Option<string?> _gitSha = new("--git-sha") { Description = "The commit; an empty text clears it", HelpName = "TEXT" };
    private readonly Option<string?> _gitBranch = new("--git-branch") { Description = "The branch; an empty text clears it", HelpName = "TEXT" };
    private readonly Option<string?> _gitOrigin = new("--git-origin") { Description = "The URL of the remote; an empty text clears it", HelpName = "TEXT" };
    private readonly Option<string[]> _label = new("--label") { Description = "A label to set; may be given several times", HelpName = "KEY=VALUE" };
    private readonly Option<string[]> _unlabel = new("--unlabel") { Description = "A label to remove; may be given several times", HelpName = "KEY" };

    private SetCommand()
    {
    }

    internal static Command Build(CommonOptions common, ToolOutput io)
    {
        var options = new SetCommand();
        options._memory.AcceptOnlyFromAmong("enabled", "disabled");
        var id = CommonArguments.Id(common);
        var command = new Command("set", "Changes what is said of a thread, archived or not. It is kept in the thread's log, so it survives the loss of the index.")
        {
            id, options._name, options._clearName, options._memory, options._gitSha, options._gitBranch, options._gitOrigin, options._label, options._unlabel,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var thread = ThreadId.Parse(parsed.GetRequiredValue(id));
            return RunAsync(common.ExistingHomeOf(parsed), thread, options.PatchOf(parsed), parsed.GetValue(common.Json), io, cancellationToken);
        });
        return command;
    }

    private ThreadMetadataPatch PatchOf(ParseResult parsed)
    {
        var name = parsed.GetValue(_name);
        var isCleared = parsed.GetValue(_clearName);
        if (name is not null && (isCleared || string.IsNullOrWhiteSpace(name)))
        {
            throw new UsageException(isCleared ? "use one of --name and --clear-name" : "the name must not be blank: --clear-name removes it");
        }

        var patch = new ThreadMetadataPatch
        {
            Name = isCleared ? MetadataField.Clear : Given(name),
            MemoryMode = Given(parsed.GetValue(_memory)),
            GitSha = GivenOrClear(parsed.GetValue(_gitSha)),
            GitBranch = GivenOrClear(parsed.GetValue(_gitBranch)),
            GitOriginUrl = GivenOrClear(parsed.GetValue(_gitOrigin)),
            Labels = LabelArguments.ParseChange(parsed.GetValue(_label), parsed.GetValue(_unlabel)),
        };
        return patch.IsEmpty ? throw new UsageException($"nothing to set (see {Tool.Name} set --help)") : patch;
    }

    private static MetadataField Given(string? value) => value is null ? default : MetadataField.Set(value);

    private static MetadataField GivenOrClear(string? value) => value is "" ? MetadataField.Clear : Given(value);

    private static async Task<int> RunAsync(ChosenHome home, ThreadId id, ThreadMetadataPatch patch, bool isJson, ToolOutput io, CancellationToken cancellationToken)
    {
        var store = LocalThreadStore.Open(CommonOptions.StoreOptions(home));
        await using (store.ConfigureAwait(false))
        {
            var thread = await IndexWait.RunAsync(
                io,
                async stop =>
                {
                    await store.UpdateMetadataAsync(id, patch, stop).ConfigureAwait(false);
                    return store.Read(id);
                },
                cancellationToken).ConfigureAwait(false);
            if (isJson)
            {
                WriteJson(thread, io);
            }
            else
            {
                io.Text.WriteLine($"{id} {string.Join(", ", Changed(patch))}");
            }
        }

        return ExitCodes.Fine;
    }

    private static IEnumerable<string> Changed(ThreadMetadataPatch patch)
    {
        foreach (var (name, field) in new[]
        {
            ("name", patch.Name),
            ("memory", patch.MemoryMode),
            ("git commit", patch.GitSha),
            ("git branch", patch.GitBranch),
            ("git origin", patch.GitOriginUrl),
        })
        {
            if (field.IsPresent)
            {
                yield return field.Value is null ? $"{name} cleared" : $"{name} set";
            }
        }

        foreach (var (key, value) in patch.Labels ?? new Dictionary<string, string?>())
        {
            yield return CleanText.OneLine(value is null ? $"label {key} removed" : $"label {key} set");
        }
    }

    // What the thread says now, also where the change was none.
    private static void WriteJson(StoredThread thread, ToolOutput io)
    {
        using var lines = new JsonLines(io.Data);
        var json = lines.Begin();
        json.WriteString("id"u8, thread.Id.ToString());
        json.WriteString("name"u8, thread.Name);
        json.WriteString("memory_mode"u8, thread.MemoryMode);
        json.WriteString("git_sha"u8, thread.GitSha);
        json.WriteString("git_branch"u8, thread.GitBranch);
        json.WriteString("git_origin_url"u8, thread.GitOriginUrl);
        ThreadRowJson.WriteLabels(json, thread);
        lines.End();
    }
}
