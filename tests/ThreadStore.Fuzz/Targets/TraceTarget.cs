using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ThreadStore.Fuzz.Reference;
using ThreadStore.Tracing;

namespace ThreadStore.Fuzz.Targets;

/// <summary>The two headers of W3C trace context.</summary>
/// <remarks>Laws: both are read and written as a slow reading of the grammar says; what was read is written the same; nothing is allocated, and nothing throws.</remarks>
internal sealed class TraceTarget : FuzzTarget
{
    internal const string TargetName = "trace";

    private static readonly string[] s_states =
    [
        "foo=1,bar=2", "foo=1 , \t bar=2,,foo=3", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "t@v=1,0t@0v=2", "a= in the middle ", "k=!\"#$%&'()*+-./:;<>?@[]^_`{|}~", "", ",", "a=1,\n",
    ];

    private readonly byte[] _room = new byte[20_000];

    internal override string Name => TargetName;

    internal override int Share => 290;

    // The room is one for all inputs.
    internal override bool IsAlone => true;

    internal override void Try(FuzzRandom random, FuzzTally tally)
    {
        var parent = random.OneIn(20) ? Noise(random, 80) : Damage($"{Hex(random, 2, "00")}-{Hex(random, 32, null)}-{Hex(random, 16, null)}-{Hex(random, 2, "01")}", random);
        var list = random.OneIn(20) ? Noise(random, 600) : Damage(State(random), random);
        var (parentBytes, stateBytes) = (Encoding.Latin1.GetBytes(parent), Encoding.Latin1.GetBytes(list));
        var own = Damage("own=" + new string('v', random.Length(300)), random);
        var cut = Math.Max(0, own.IndexOf('=', StringComparison.Ordinal));
        var (key, value) = (Encoding.Latin1.GetBytes(own[..cut]), Encoding.Latin1.GetBytes(own[Math.Min(own.Length, cut + 1)..]));
        var room = random.OneIn(3) ? random.Next(_room.Length) : random.Next(700);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isParent = TraceContext.TryParse(parentBytes, out var context);
        var isState = TraceState.TryParse(stateBytes, out var state);
        var written = state.Format(_room.AsSpan(0, room));
        tally.Allocated(before, 0, "parsing and formatting");

        var slow = SlowTraceParent.Read(parent);
        Law.Same(slow is not null, isParent, $"is '{parent}' a traceparent");
        Law.Same(slow ?? default, context, $"what '{parent}' says");
        var members = SlowTraceState.Read(list);
        Law.Same(members is not null, isState, $"is '{list}' a tracestate");
        tally.Count("valid parents", isParent ? 1 : 0);
        tally.Count("valid lists", isState ? 1 : 0);
        members ??= [];
        Law.Same(SlowTraceState.Write(members, room, 0), Written(written), $"'{list}' in {room} bytes");
        TryWritten(context, isParent);
        TryMembers(state, members, list);
        TryOwn(state, members, key, value, room);
        Law.Same(isParent, TraceContext.TryParse(parentBytes, stateBytes, out var again, out var stateAgain), "both together");
        Law.Same((context, isParent ? members.Count : 0), (again, stateAgain.Count), "what both together say");
    }

    private void TryWritten(TraceContext context, bool isParent)
    {
        Law.Same(isParent, context.TryFormat(_room, out var length), "what was read can be written");
        if (isParent)
        {
            Law.Same(context, SlowTraceParent.Read(Written(length)), "what was written");
            Law.Same(context, TraceContext.From(context.ToActivityContext()), "there and back");
        }
    }

    private static void TryMembers(TraceState state, List<string> members, string list)
    {
        var found = new List<string>();
        foreach (var member in state)
        {
            found.Add(Encoding.Latin1.GetString(member.Key) + "=" + Encoding.Latin1.GetString(member.Value));
        }

        Law.Same(string.Join(',', members), string.Join(',', found), $"the members of '{list}'");
        Law.Same(members.Count, state.Count, $"how many members '{list}' has");
        foreach (var member in members)
        {
            Law.Holds(
                state.TryGet(Encoding.Latin1.GetBytes(SlowTraceState.KeyOf(member)), out var value) && member.EndsWith("=" + Encoding.Latin1.GetString(value), StringComparison.Ordinal),
                $"{member} is not found");
        }
    }

    private void TryOwn(TraceState state, List<string> members, byte[] key, byte[] value, int room)
    {
        var own = Encoding.Latin1.GetString(key) + "=" + Encoding.Latin1.GetString(value);
        var isPossible = !key.AsSpan().Contains((byte)'=') && SlowTraceState.IsMember(own) && own.Length <= room;
        Law.Same(isPossible, state.TryFormatWith(key, value, _room.AsSpan(0, room), out var written), $"can '{own}' be put in front");
        if (isPossible)
        {
            var others = members.Where(member => SlowTraceState.KeyOf(member) != Encoding.Latin1.GetString(key)).Take(TraceState.MaxMembers - 1);
            Law.Same(SlowTraceState.Write([own, .. others], room, 1), Written(written), $"'{own}' in front");
        }
    }

    private string Written(int length) => Encoding.Latin1.GetString(_room, 0, length);

    private static string Hex(FuzzRandom random, int length, string? usual) =>
        usual is not null && !random.OneIn(3) ? usual : random.OneIn(30) ? new string('0', length) : string.Concat(Enumerable.Range(0, length).Select(_ => "0123456789abcdef"[random.Next(16)]));

    private static string State(FuzzRandom random)
    {
        var members = new List<string>();
        for (var left = random.OneIn(6) ? random.Next(28, 38) : random.Next(0, 6); left > 0; left--)
        {
            members.Add(random.OneIn(4) ? random.Pick(s_states) : $"{new string('k', random.Length(260) + 1)}{random.Next(40)}={new string('v', random.Length(random.OneIn(4) ? 270 : 20) + 1)}");
        }

        return string.Join(random.OneIn(3) ? " ,\t" : ",", members);
    }

    private static string Damage(string text, FuzzRandom random)
    {
        for (var left = random.OneIn(3) ? 0 : random.Next(0, 3); left > 0; left--)
        {
            var at = random.Next(text.Length + 1);
            var odd = random.OneIn(3) ? (char)random.Byte() : random.Pick<char>(['-', '0', 'f', 'F', ' ', '\t', ',', '=', '\n', '\0', '@', '\u007f', 'é', 'g']);
            text = random.Next(4) switch
            {
                0 => text[..at],
                1 => text.Insert(at, odd.ToString()),
                2 when at < text.Length => text.Remove(at, 1),
                _ when at < text.Length => text[..at] + odd + text[(at + 1)..],
                _ => text + odd,
            };
        }

        return text;
    }

    private static string Noise(FuzzRandom random, int limit) => string.Concat(Enumerable.Range(0, random.Length(limit)).Select(_ => (char)random.Byte()));
}
