using System.Text;

namespace ThreadStore.Generators.Projections;

/// <content>Literals.</content>
internal sealed partial class ProjectionEmitter
{
    /// <summary>A string literal.</summary>
    private static string Text(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case < ' ' or > '~':
                    text.Append("\\u").Append(((int)c).ToString("x4"));
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return text.Append('"').ToString();
    }

    /// <summary>Words of a path within a comment, which a line break must not end.</summary>
    private static string Comment(string value)
    {
        var text = Text(value);
        return text.Substring(1, text.Length - 2);
    }

    /// <summary>A literal of UTF-8 bytes.</summary>
    private static string Utf8(string value) => Text(value) + "u8";
}
