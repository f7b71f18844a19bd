using System;
using System.Collections.Generic;
using System.IO;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Commands;

/// <summary>A part of the suite: a subcommand, and a file of results.</summary>
/// <param name="Name">The subcommand.</param>
/// <param name="Description">What it measures.</param>
/// <param name="Length">Of a round, when nobody says; a quick one is <paramref name="QuickLength"/>.</param>
/// <param name="QuickLength">Of a quick round.</param>
/// <param name="Run">Measures, and writes its table as it goes.</param>
internal sealed record Part(string Name, string Description, TimeSpan Length, TimeSpan QuickLength, Func<PartOptions, TextWriter, IReadOnlyList<Measurement>> Run);
