using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadStore.Generators.Projections;

/// <content>What stands in an attribute, and where.</content>
internal sealed partial class ProjectionParser
{
    /// <summary>An attribute as it was written.</summary>
    private sealed class Arguments
    {
        private readonly AttributeData _data;
        private readonly AttributeSyntax? _syntax;

        public Arguments(AttributeData data, CancellationToken cancellation)
        {
            _data = data;
            _syntax = data.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;
        }

        /// <summary>The attribute as a whole.</summary>
        public Location? Whole => _syntax?.GetLocation();

        /// <summary>The text at that position; null when there is none.</summary>
        public string? Text(int position) =>
            position < _data.ConstructorArguments.Length ? _data.ConstructorArguments[position].Value as string : null;

        /// <summary>True when a value of an enum stands there, with a name or without.</summary>
        public bool IsEnum(int position) =>
            position < _data.ConstructorArguments.Length && _data.ConstructorArguments[position].Kind == TypedConstantKind.Enum;

        /// <summary>The name of the enum's value at that position; null when it has none.</summary>
        public string? EnumName(int position)
        {
            if (!IsEnum(position))
            {
                return null;
            }

            var constant = _data.ConstructorArguments[position];
            return constant.Type!.GetMembers().OfType<IFieldSymbol>()
                .FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, constant.Value))?.Name;
        }

        /// <summary>A named text; null when it is not given.</summary>
        public string? Text(string name) => Named(name) as string;

        /// <summary>A named number; null when it is not given.</summary>
        public int? Integer(string name) => Named(name) as int?;

        /// <summary>A named long; null when it is not given.</summary>
        public long? Long(string name) => Named(name) as long?;

        /// <summary>A named switch; off when it is not given.</summary>
        public bool Flag(string name) => Named(name) is true;

        /// <summary>Where the argument at that position stands, or the attribute without it.</summary>
        public Location? At(int position) =>
            _syntax?.ArgumentList?.Arguments.Where(static argument => argument.NameEquals is null).ElementAtOrDefault(position)?.Expression.GetLocation() ?? Whole;

        /// <summary>Where the value of a named argument stands, or the attribute without it.</summary>
        public Location? At(string name) =>
            _syntax?.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.Expression.GetLocation() ?? Whole;

        private object? Named(string name)
        {
            foreach (var pair in _data.NamedArguments)
            {
                if (pair.Key == name)
                {
                    return pair.Value.Kind == TypedConstantKind.Error ? null : pair.Value.Value;
                }
            }

            return null;
        }
    }
}
