using System;
using System.Collections.Generic;

namespace ThreadStore.Cli.Commands;

/// <summary>Labels as the command line has them: <c>KEY=VALUE</c>.</summary>
internal static class LabelArguments
{
    /// <summary>The labels by their keys; null when there are none.</summary>
    /// <exception cref="UsageException">One has no key or no value, or a key is given twice.</exception>
    internal static Dictionary<string, string>? Parse(IReadOnlyCollection<string>? texts)
    {
        if (texts is not { Count: > 0 })
        {
            return null;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var sign = text.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0)
            {
                throw new UsageException($"--label must be KEY=VALUE, not '{text}'");
            }

            if (!labels.TryAdd(text[..sign], text[(sign + 1)..]))
            {
                throw new UsageException($"the label '{text[..sign]}' is given twice");
            }
        }

        return labels;
    }

    /// <summary>Labels to set and keys to remove, as one change; null when there are none.</summary>
    /// <exception cref="UsageException">One has no key or no value, or a key is given twice.</exception>
    internal static Dictionary<string, string?>? ParseChange(IReadOnlyCollection<string>? set, IReadOnlyCollection<string>? removed)
    {
        var change = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in Parse(set) ?? [])
        {
            change[key] = value;
        }

        foreach (var key in removed ?? [])
        {
            if (!change.TryAdd(key, null))
            {
                throw new UsageException($"the label '{key}' is given twice");
            }
        }

        return change.Count == 0 ? null : change;
    }
}
