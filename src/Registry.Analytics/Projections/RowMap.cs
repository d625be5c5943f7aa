using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Registry.Analytics.Projections;

/// <summary>A column of a projection's table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">CLR type of what is sent, nullable: the converted one where the model converts.</param>
/// <param name="Mapping">The model's mapping.</param>
internal sealed record RowColumn(string Name, Type Type, RelationalTypeMapping Mapping)
{
    /// <summary>The engine has a type for a list of texts; elsewhere the model makes one text of it.</summary>
    internal bool IsTextList => Type == typeof(string[]);
}

/// <summary>How a row becomes the values of its columns: read from the model once, so that rows are written without the change tracker and yet as it would write them.</summary>
internal sealed class RowMap
{
    private readonly Func<object, object?[]> _values;

    private RowMap(IEntityType type)
    {
        Table = type.GetTableName()!;
        List<RowColumn> columns = [];
        List<Expression> values = [];
        ParameterExpression row = Expression.Parameter(typeof(object));
        Gather(type, Expression.Convert(row, type.ClrType), columns, values);
        Columns = columns;
        // Quoted: rule is a word of SQL Server's own.
        ColumnList = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
        _values = Expression.Lambda<Func<object, object?[]>>(Expression.NewArrayInit(typeof(object), values), row).Compile();
    }

    internal string Table { get; }

    internal IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>Their names, separated by a comma and a space.</summary>
    internal string ColumnList { get; }

    internal static RowMap Of(AnalyticsContext context, Type row) => new(context.Model.FindEntityType(row) ?? throw new InvalidOperationException($"The model has no {row.Name}."));

    /// <summary>One value for each column, in their order.</summary>
    internal object?[] Values(object row) => _values(row);

    internal RowColumn Column(string name) => Columns.Single(column => string.Equals(column.Name, name, StringComparison.Ordinal));

    private static void Gather(ITypeBase type, Expression owner, List<RowColumn> columns, List<Expression> values)
    {
        foreach (IProperty property in type.GetProperties())
        {
            RelationalTypeMapping mapping = property.GetRelationalTypeMapping();
            Type sent = mapping.Converter?.ProviderClrType ?? property.ClrType;
            columns.Add(new RowColumn(property.GetColumnName(), IsStruct(sent) ? typeof(Nullable<>).MakeGenericType(sent) : sent, mapping));
            Expression value = Expression.Convert(Read(owner, property.PropertyInfo!), typeof(object));
            values.Add(mapping.Converter is { } converter ? Expression.Invoke(Expression.Constant(converter.ConvertToProvider), value) : value);
        }

        foreach (IComplexProperty part in type.GetComplexProperties()) Gather(part.ComplexType, Read(owner, part.PropertyInfo!), columns, values);
    }

    // A part that is not there has no values.
    private static Expression Read(Expression owner, PropertyInfo property)
    {
        Expression read = Expression.Property(owner, property);
        if (owner is not MemberExpression) return read;
        Type type = IsStruct(property.PropertyType) ? typeof(Nullable<>).MakeGenericType(property.PropertyType) : property.PropertyType;
        return Expression.Condition(Expression.Equal(owner, Expression.Constant(null, owner.Type)), Expression.Default(type), Expression.Convert(read, type));
    }

    private static bool IsStruct(Type type) => type.IsValueType && Nullable.GetUnderlyingType(type) is null;
}
