using System.Linq;

namespace ThreadStore.Generators.Projections;

/// <content>The schema: the table, its statements, and which facts the engine treats how.</content>
internal sealed partial class ProjectionEmitter
{
    private void EmitSchema()
    {
        var sql = new ProjectionSql(_plan, _plan.Table);
        _writer.Line($"\n/// <summary>The table of the projection and the statements on it.</summary>\npublic static {Runtime}ProjectionSchema Schema {{ get; }} = new()");
        _writer.Line("{");
        using (_writer.Indent())
        {
            _writer.Line($"Name = {Text(_plan.Model.Name)},");
            _writer.Line($"Table = {Text(_plan.Table)},");
            _writer.Line($"Hash = {Text(_plan.Hash)},");
            _writer.Line($"Columns = new string[] {{ {string.Join(", ", sql.Columns.Select(Text))} }},");
            EmitLayout();
            EmitSql("CreateTable", sql.CreateTable);
            EmitSql("CreateIndexes", sql.CreateIndexes);
            EmitSql("Insert", sql.Insert);
            EmitSql("Update", sql.Update);
            EmitSql("UpdateMoved", sql.UpdateMoved);
            EmitSql("UpdateUnlisted", sql.UpdateUnlisted);
            EmitSql("Touch", sql.Touch);
            EmitSql("Settled", sql.Settled);
        }

        _writer.Line("};");
    }

    private void EmitLayout()
    {
        var rooms = string.Concat(Slots.Where(static slot => slot.Text >= 0).Select(static slot => $", {slot.Fact.Room}"));
        _writer.Line($"Layout = new {Runtime}FactLayout({Slots.Count}, first: 0x{_plan.First:X}UL, touch: 0x{_plan.Touch:X}UL, listed: 0x{_plan.Listed:X}UL{rooms}),");
    }

    // A statement that ends in a line break keeps it: several are joined to one script.
    private void EmitSql(string name, string sql)
    {
        if (!sql.Contains("\n"))
        {
            _writer.Line($"{name} = {Text(sql)},");
            return;
        }

        _writer.Line($"{name} =");
        using (_writer.Indent())
        {
            _writer.Line("\"\"\"");
            _writer.Line(sql);
            _writer.Line("\"\"\",");
        }
    }
}
