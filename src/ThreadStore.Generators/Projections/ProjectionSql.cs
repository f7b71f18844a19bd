using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ThreadStore.Generators.Projections;

/// <summary>
/// The statements of a projection, as compare-and-advance: a row moves only from the offset at which a delta starts, and together with
/// it. SQL at the level of SQLite 3.35.
/// </summary>
internal sealed class ProjectionSql
{
    private const string Lowest = "-9223372036854775807";

    private readonly ProjectionPlan _plan;
    private readonly string _table;

    public ProjectionSql(ProjectionPlan plan, string table)
    {
        _plan = plan;
        _table = table;
    }

    /// <summary>The fact's columns, in the table's order.</summary>
    public IEnumerable<string> Columns => _plan.Slots.SelectMany(static slot => ColumnsOf(slot.Fact));

    /// <summary>The table.</summary>
    public string CreateTable
    {
        get
        {
            string[] own = IsBuiltIn
                ?
                [
                    "id BLOB NOT NULL UNIQUE", "rollout_path TEXT NOT NULL", "archived INTEGER NOT NULL",
                    "log_offset INTEGER NOT NULL", "log_head INTEGER NOT NULL", "log_tail INTEGER NOT NULL",
                ]
                : ["id BLOB NOT NULL PRIMARY KEY", "log_offset INTEGER NOT NULL"];
            return $"CREATE TABLE IF NOT EXISTS {_table}(\n    {Lines(own.Concat(_plan.Slots.SelectMany(Definitions)))}\n);\n";
        }
    }

    /// <summary>An index per listed fact, and the trigger by which rows of deleted threads go. The built-in table's are not emitted.</summary>
    public string CreateIndexes
    {
        get
        {
            if (IsBuiltIn)
            {
                return "";
            }

            var indexes = _plan.Slots.Where(static slot => slot.Fact.IsListed).Select(slot =>
                $"CREATE INDEX IF NOT EXISTS {_table}_by_{slot.Fact.Column} ON {_table}({slot.Fact.Column} DESC, id DESC) WHERE {slot.Fact.Column} IS NOT NULL;\n");
            var trigger = $"CREATE TRIGGER IF NOT EXISTS {_table}_gone AFTER DELETE ON threads BEGIN DELETE FROM {_table} WHERE id = OLD.id; END;\n";
            return string.Concat(indexes) + trigger;
        }
    }

    /// <summary>For a delta from 0: a thread without a row. A row that exists is left alone, and none counts as changed.</summary>
    public string Insert
    {
        get
        {
            string[] own = IsBuiltIn ? ["id", "rollout_path", "archived", "log_offset", "log_head", "log_tail"] : ["id", "log_offset"];
            string[] values = IsBuiltIn ? ["?1", "?6", "?7", "?3", "?4", "?5"] : ["?1", "?3"];
            return $"""
                INSERT INTO {_table}(
                    {Lines(own.Concat(Columns))})
                VALUES(
                    {Lines(values.Concat(_plan.Slots.SelectMany(InsertedValues)))})
                ON CONFLICT(id) DO NOTHING
                """;
        }
    }

    /// <summary>For a delta with facts.</summary>
    public string Update => UpdateOf(_plan.Slots);

    /// <summary>For a delta without those listed facts that are set once. It names no column of theirs, so that their indexes are not rewritten.</summary>
    public string UpdateMoved => UpdateOf(_plan.Slots.Where(slot => (_plan.Listed & _plan.First & slot.Bit) == 0));

    /// <summary>For a delta without listed facts. It names no column of theirs, so that no index is rewritten but those of touch facts.</summary>
    public string UpdateUnlisted => UpdateOf(_plan.Slots.Where(slot => (_plan.Listed & slot.Bit) == 0));

    /// <summary>For a delta that only touches.</summary>
    public string Touch => UpdateOf(_plan.Slots.Where(slot => (_plan.Touch & slot.Bit) != 0));

    /// <summary>A row's first values, as the bits of their facts.</summary>
    public string Settled
    {
        get
        {
            var bits = _plan.Slots.Where(static slot => slot.Fact.Rule == FactRule.First)
                .Select(static slot => $"({slot.Fact.Column} IS NOT NULL) * {slot.Bit.ToString(CultureInfo.InvariantCulture)}").ToList();
            return bits.Count == 0 ? "0" : string.Join(" +\n", bits);
        }
    }

    private bool IsBuiltIn => _plan.Model.IsBuiltIn;

    private static string Lines(IEnumerable<string> parts) => string.Join(",\n    ", parts);

    private static IEnumerable<string> ColumnsOf(FactModel fact) =>
        fact.Rule == FactRule.Explicit ? [fact.Column, fact.TimeColumn] : [fact.Column];

    private static IEnumerable<string> Definitions(FactSlot slot)
    {
        var fact = slot.Fact;
        var type = fact.Kind == FactKind.Text ? "TEXT" : "INTEGER";
        yield return $"{fact.Column} {type}{(fact.Rule is FactRule.Count or FactRule.Sum ? " NOT NULL" : "")}";
        if (fact.Rule == FactRule.Explicit)
        {
            yield return fact.TimeColumn + " INTEGER";
        }
    }

    private IEnumerable<string> InsertedValues(FactSlot slot)
    {
        var fact = slot.Fact;
        if (fact.AtLeast is not null)
        {
            var floor = _plan.Find(fact.AtLeast);
            yield return $"nullif(max(coalesce(?{slot.Value}, {Lowest}), coalesce(?{floor.Value}, {Lowest})), {Lowest})";
        }
        else
        {
            yield return fact.Rule is FactRule.Count or FactRule.Sum ? $"coalesce(?{slot.Value}, 0)" : $"?{slot.Value}";
        }

        if (fact.Rule == FactRule.Explicit)
        {
            yield return $"?{slot.Time}";
        }
    }

    private string UpdateOf(IEnumerable<FactSlot> slots)
    {
        string[] own = IsBuiltIn ? ["log_offset = ?3", "log_head = ?4", "log_tail = ?5"] : ["log_offset = ?3"];
        return $"""
            UPDATE {_table} SET
                {Lines(own.Concat(slots.SelectMany(Assignments)))}
            WHERE id = ?1 AND log_offset = ?2
            """;
    }

    private IEnumerable<string> Assignments(FactSlot slot)
    {
        var column = slot.Fact.Column;
        if (slot.Fact.Rule != FactRule.Explicit)
        {
            return [$"{column} = {UpdatedValue(slot)}"];
        }

        var time = slot.Fact.TimeColumn;
        var isNewer = $"CASE WHEN ?{slot.Time} >= coalesce({time}, {Lowest}) THEN";
        return [$"{column} = {isNewer} ?{slot.Value} ELSE {column} END", $"{time} = {isNewer} ?{slot.Time} ELSE {time} END"];
    }

    private string UpdatedValue(FactSlot slot)
    {
        var column = slot.Fact.Column;
        var value = $"?{slot.Value}";
        switch (slot.Fact.Rule)
        {
            case FactRule.First when slot.Replaced > 0:
                return $"CASE WHEN ?{slot.Replaced} THEN {value} ELSE coalesce({column}, {value}) END";
            case FactRule.First:
                return $"coalesce({column}, {value})";
            case FactRule.Last when slot.Presence > 0:
                return $"CASE WHEN ?{slot.Presence} THEN {value} ELSE {column} END";
            case FactRule.Last:
                return $"coalesce({value}, {column})";
            case FactRule.Max when slot.Fact.AtLeast is { } name:
                // The floor's own assignment reads the old row, as this one does.
                var floor = _plan.Find(name);
                return $"nullif(max(coalesce({column}, {Lowest}), coalesce({value}, {Lowest}), "
                    + $"coalesce({floor.Fact.Column}, ?{floor.Value}, {Lowest})), {Lowest})";
            case FactRule.Max:
                return $"max(coalesce({column}, {value}), coalesce({value}, {column}))";
            case FactRule.Min:
                return $"min(coalesce({column}, {value}), coalesce({value}, {column}))";
            default:
                return $"{column} + coalesce({value}, 0)";
        }
    }
}
