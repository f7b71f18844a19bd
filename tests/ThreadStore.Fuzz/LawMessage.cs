using System.Runtime.CompilerServices;

namespace ThreadStore.Fuzz;

/// <summary>A message that is only made when its law is broken: inputs are many.</summary>
[InterpolatedStringHandler]
internal ref struct LawMessage
{
    private DefaultInterpolatedStringHandler _text;

    public LawMessage(int literalLength, int formattedCount, bool isSo, out bool isWanted)
    {
        isWanted = !isSo;
        _text = isSo ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount);
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _text.ToStringAndClear();
}
