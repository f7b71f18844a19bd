using System;
using System.Text.Json;

namespace ThreadStore.Projection;

/// <summary>Explicit facts of a host's projection, on their way into a journal line. The generator derives the class that a host fills.</summary>
public abstract class ExplicitFacts
{
    /// <summary>The projection whose facts they are.</summary>
    public abstract string Projection { get; }

    /// <summary>True when nothing is set or cleared.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Writes one property per fact that is set or cleared.</summary>
    public abstract void Write(Utf8JsonWriter json);

    /// <summary>Lets anything but a clear pass.</summary>
    /// <exception cref="InvalidRequestException">The field is a clear, and the fact is not <see cref="Declaring.FactAttribute.Clearable"/>.</exception>
    protected static MetadataField NotCleared(MetadataField field, string column) =>
        field is { IsPresent: true, Value: null } ? throw CannotClear(column) : field;

    /// <inheritdoc cref="NotCleared(MetadataField, string)"/>
    protected static MetadataNumber NotCleared(MetadataNumber field, string column) =>
        field is { IsPresent: true, Value: null } ? throw CannotClear(column) : field;

    /// <summary>Writes a text, null for a clear, nothing when the field is not present.</summary>
    protected static void Write(Utf8JsonWriter json, string column, MetadataField field)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (field is { IsPresent: true, Value: { } value })
        {
            json.WriteString(column, value);
        }
        else if (field.IsPresent)
        {
            json.WriteNull(column);
        }
    }

    /// <summary>Writes a number, null for a clear, nothing when the field is not present.</summary>
    protected static void Write(Utf8JsonWriter json, string column, MetadataNumber field)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (field is { IsPresent: true, Value: { } value })
        {
            json.WriteNumber(column, value);
        }
        else if (field.IsPresent)
        {
            json.WriteNull(column);
        }
    }

    private static InvalidRequestException CannotClear(string column) => new($"{column} cannot be cleared: it is not declared as Clearable");
}
