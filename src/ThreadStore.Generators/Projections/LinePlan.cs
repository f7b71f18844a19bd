using System.Collections.Generic;
using System.Linq;

namespace ThreadStore.Generators.Projections;

/// <summary>Which sources and methods each kind of line feeds, in the order of declaration.</summary>
internal sealed class LinePlan
{
    public LinePlan(ProjectionPlan plan)
    {
        foreach (var slot in plan.Slots)
        {
            foreach (var from in slot.Fact.Froms)
            {
                var read = new FactRead(slot, from);
                if (from.Path.IsEveryLine)
                {
                    EveryLine.Add(read);
                }
                else
                {
                    Type(from.Path.Type).Add(from.Path.PayloadType, read);
                }
            }
        }

        foreach (var observer in plan.Model.Observers)
        {
            Type(observer.Type).Payload(observer.PayloadType).Observers.Add(observer.Method);
        }
    }

    /// <summary>What every line that is activity gives.</summary>
    public List<FactRead> EveryLine { get; } = [];

    /// <summary>The line types that are asked for.</summary>
    public List<LineType> Types { get; } = [];

    private LineType Type(string name)
    {
        var type = Types.FirstOrDefault(type => type.Name == name);
        if (type is null)
        {
            type = new LineType(name);
            Types.Add(type);
        }

        return type;
    }
}

/// <summary>A fact and one of its sources.</summary>
internal sealed record FactRead(FactSlot Slot, FromModel From);

/// <summary>A line type.</summary>
internal sealed class LineType
{
    private readonly List<LineKind> _kinds = [new("")];
    private readonly List<FactRead> _reads = [];

    public LineType(string name) => Name = name;

    public string Name { get; }

    /// <summary>What a line of any payload type gives.</summary>
    public LineKind Any => _kinds[0];

    /// <summary>The payload types that are told apart.</summary>
    public IEnumerable<LineKind> Payloads => _kinds.Skip(1);

    /// <summary>A payload type; the empty one stands for any.</summary>
    public LineKind Payload(string name)
    {
        var kind = _kinds.FirstOrDefault(kind => kind.PayloadType == name);
        if (kind is null)
        {
            kind = new LineKind(name);
            _kinds.Add(kind);
        }

        return kind;
    }

    public void Add(string payloadType, FactRead read)
    {
        Payload(payloadType);
        _reads.Add(read);
    }

    /// <summary>
    /// What a line of that payload type gives, together with what any line of the type does: one pass, and the order of declaration
    /// whichever source comes first.
    /// </summary>
    public List<FactRead> ReadsOf(LineKind kind) =>
        [.. _reads.Where(read => read.From.Path.PayloadType.Length == 0 || read.From.Path.PayloadType == kind.PayloadType)];
}

/// <summary>A payload type of a line type.</summary>
internal sealed class LineKind
{
    public LineKind(string payloadType) => PayloadType = payloadType;

    public string PayloadType { get; }

    /// <summary>The methods that read the line themselves.</summary>
    public List<string> Observers { get; } = [];
}
