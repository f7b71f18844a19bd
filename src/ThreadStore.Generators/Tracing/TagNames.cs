using System.Text;

namespace ThreadStore.Generators.Tracing;

/// <summary>How names of C# and names in traces follow from each other.</summary>
internal static class TagNames
{
    /// <summary>The method for a tag: <c>thread_store.rows_left</c> gives <c>SetRowsLeft</c>. Null when the last part makes no name.</summary>
    public static string? Setter(string tag)
    {
        var name = new StringBuilder("Set");
        var isStart = true;
        foreach (var one in tag.Substring(tag.LastIndexOf('.') + 1))
        {
            if (one is '_' or '-')
            {
                isStart = true;
                continue;
            }

            if (!char.IsLetterOrDigit(one))
            {
                return null;
            }

            name.Append(isStart ? char.ToUpperInvariant(one) : one);
            isStart = false;
        }

        return name.Length > 3 ? name.ToString() : null;
    }

    /// <summary>The text of an enum's member: <c>TransactionGone</c> travels as <c>transaction_gone</c>.</summary>
    public static string Snake(string member)
    {
        var text = new StringBuilder();
        for (var i = 0; i < member.Length; i++)
        {
            var isWordStart = i > 0 && char.IsUpper(member[i]) && member[i - 1] != '_'
                && (!char.IsUpper(member[i - 1]) || (i + 1 < member.Length && char.IsLower(member[i + 1])));
            text.Append(isWordStart ? "_" : "").Append(char.ToLowerInvariant(member[i]));
        }

        return text.ToString();
    }
}
