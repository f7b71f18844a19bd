using System;
using System.Linq;
using Spectre.Console;

namespace ThreadStore.Cli.Output;

/// <summary>One thread for people: what is known of it, a line each.</summary>
internal static class ThreadDetails
{
    private const int ValueLength = 500;

    internal static void Write(StoredThread thread, string rolloutPath, ToolOutput io)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Add(grid, "id", thread.Id.ToString());
        Add(grid, "name", thread.Name);
        Add(grid, "title", thread.Title);
        Add(grid, "preview", thread.Preview == thread.Title ? null : thread.Preview);
        Add(grid, "created", TimeText.Millisecond(thread.CreatedAt));
        Add(grid, "updated", TimeText.Millisecond(thread.UpdatedAt));
        Add(grid, "last turn", TimeText.Millisecond(thread.RecencyAt));
        Add(grid, "tokens", thread.TokensUsed.ToString("N0"));
        Add(grid, "directory", thread.Cwd);
        Add(grid, "model", Join(thread.ModelProvider, thread.Model, thread.ReasoningEffort));
        Add(grid, "source", Join(thread.Source, thread.ThreadSource));
        Add(grid, "written by", Join(thread.Originator, thread.CliVersion));
        Add(grid, "git", Join(thread.GitBranch, thread.GitSha, thread.GitOriginUrl));
        Add(grid, "agent", Join(thread.AgentNickname, thread.AgentRole, thread.AgentPath));
        Add(grid, "approval", thread.ApprovalMode);
        Add(grid, "sandbox", thread.SandboxPolicy);
        Add(grid, "memory", thread.MemoryMode);
        Add(grid, "history", thread.HistoryMode);
        Add(grid, "forked from", thread.ForkedFromId);
        Add(grid, "parent", thread.ParentThreadId);
        Add(grid, "archived", thread.Archived ? TimeText.Millisecond(thread.ArchivedAt) ?? "yes" : null);
        Add(grid, "labels", string.Join(' ', thread.Labels.OrderBy(static label => label.Key, StringComparer.Ordinal).Select(static label => $"{label.Key}={label.Value}")));
        Add(grid, "rollout", rolloutPath);
        Screen.ForData(io).Write(grid);
        io.Flush();
    }

    private static void Add(Grid grid, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            grid.AddRow(new Text(name, new Style(Color.Grey)), Screen.Cell(value, ValueLength));
        }
    }

    private static string Join(params string?[] parts)
    {
        var joined = "";
        foreach (var part in parts)
        {
            if (!string.IsNullOrEmpty(part))
            {
                joined = joined.Length == 0 ? part : $"{joined} · {part}";
            }
        }

        return joined;
    }
}
