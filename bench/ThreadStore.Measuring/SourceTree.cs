using System;
using System.IO;

namespace ThreadStore.Measuring;

/// <summary>The checkout that the program was built in: samples are taken from there.</summary>
public static class SourceTree
{
    /// <summary>Its root.</summary>
    /// <exception cref="InvalidOperationException">The program does not lie in one.</exception>
    public static string Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "global.json")))
                {
                    return folder.FullName;
                }
            }

            throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} has a global.json: the benchmarks run from the repository's artifacts");
        }
    }
}
