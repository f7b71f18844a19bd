using System.Collections.Generic;
using Spectre.Console;

namespace ThreadStore.Cli.Output;

/// <summary>Threads as a table for people: when, what, how much, where, and the id to go on with.</summary>
internal sealed class ThreadTable
{
    private const int TitleLength = 100;
    private const int CwdLength = 60;

    private readonly ThreadSortKey _sort;
    private readonly Table _table = Screen.NewTable();

    /// <summary>A table whose time column is the one that orders it.</summary>
    internal ThreadTable(ThreadSortKey sort)
    {
        _sort = sort;
        var time = sort switch { ThreadSortKey.CreatedAt => "Created", ThreadSortKey.RecencyAt => "Last turn", _ => "Updated" };
        _table.AddColumn(new TableColumn(time).NoWrap());
        _table.AddColumn(new TableColumn("Thread").NoWrap());
        _table.AddColumn(new TableColumn("Tokens").NoWrap().RightAligned());
        _table.AddColumn(new TableColumn("Directory").NoWrap());
        _table.AddColumn(new TableColumn("Id").NoWrap().Width(ThreadId.TextLength));
    }

    internal void Add(IReadOnlyList<StoredThread> threads)
    {
        foreach (var thread in threads)
        {
            var time = _sort switch { ThreadSortKey.CreatedAt => thread.CreatedAt, ThreadSortKey.RecencyAt => thread.RecencyAt, _ => thread.UpdatedAt };
            var title = thread.Name ?? thread.Title ?? thread.Preview ?? "(nothing said yet)";
            _table.AddRow(
                new Text(TimeText.Minute(time)),
                Screen.Cell(thread.Archived ? $"{title} (archived)" : title, TitleLength).Overflow(Overflow.Ellipsis),
                new Text(thread.TokensUsed.ToString("N0")),
                Screen.Cell(thread.Cwd, CwdLength).Overflow(Overflow.Ellipsis),
                new Text(thread.Id.ToString(), new Style(Color.Grey)));
        }
    }

    internal void Write(ToolOutput io)
    {
        if (_table.Rows.Count == 0)
        {
            io.Note("no threads");
            return;
        }

        Screen.ForData(io).Write(_table);
        io.Flush();
    }
}
