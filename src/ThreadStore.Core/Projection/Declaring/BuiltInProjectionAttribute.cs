using System;

namespace ThreadStore.Projection.Declaring;

/// <summary>Makes a projection the one of the threads' own rows: its table has the engine's columns before those of the facts.</summary>
[AttributeUsage(AttributeTargets.Struct)]
internal sealed class BuiltInProjectionAttribute : Attribute;
