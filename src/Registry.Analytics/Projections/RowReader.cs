using System.Data.Common;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Registry.Contracts.Events;

namespace Registry.Analytics.Projections;

/// <summary>Reads rows of one table as the model maps them, without its change tracker and translation: the counterpart of <see cref="RowMap"/>.</summary>
/// <remarks>Thread-safe. The key of a fact is read where a report compares it, and is empty elsewhere.</remarks>
internal sealed class RowReader<TRow>
    where TRow : FactRow
{
    private static readonly ConditionalWeakTable<IModel, RowReader<TRow>> Made = [];

    private readonly Func<DbDataReader, RowPool, TRow> _read;
    private readonly RowMap _map;
    private readonly string _select;
    private readonly string _table;

    private RowReader(AnalyticsContext context)
    {
        _map = RowMap.Of(context, typeof(TRow));
        IEntityType type = context.Model.FindEntityType(typeof(TRow))!;
        _table = type.GetTableName()!;
        Columns columns = new();
        ParameterExpression row = Expression.Parameter(typeof(DbDataReader));
        ParameterExpression pool = Expression.Parameter(typeof(RowPool));
        List<MemberBinding> bindings = [];
        foreach (IProperty property in type.GetProperties())
        {
            if (property.Name is nameof(FactRow.Fact) && !KeepsFact) continue;
            bindings.Add(Expression.Bind(Settable(property.PropertyInfo!), Value(property, row, pool, columns.At(property))));
        }

        foreach (IComplexProperty part in type.GetComplexProperties()) bindings.Add(Expression.Bind(Settable(part.PropertyInfo!), Value(part, row, pool, columns)));
        // Quoted: rule is a word of SQL Server's own.
        _select = $"SELECT {string.Join(", ", columns.Names.Select(name => $"\"{name}\""))} FROM {_table}";
        _read = Expression.Lambda<Func<DbDataReader, RowPool, TRow>>(Expression.MemberInit(Expression.New(typeof(TRow)), bindings), row, pool).Compile();
    }

    /// <summary>A lesion names its flare-up, an interpretation its variant, and findings are listed in the order of theirs.</summary>
    private static bool KeepsFact => typeof(TRow) == typeof(FlareUpRow) || typeof(TRow) == typeof(VariantRow) || typeof(TRow) == typeof(FindingRow);

    internal static RowReader<TRow> Of(AnalyticsContext context) => Made.GetValue(context.Model, _ => new RowReader<TRow>(context));

    /// <summary>The rows that hold at a sequence and began after another one, in order of sequence.</summary>
    /// <param name="context">Its connection is open.</param>
    /// <param name="pool">Where what recurs is kept.</param>
    /// <param name="after">Only rows that began after this event; 0: all.</param>
    /// <param name="sequence">The event at which they hold.</param>
    /// <param name="site">Only rows of this site; null: all.</param>
    /// <param name="onRow">Called for each.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    internal async Task ReadAsync(AnalyticsContext context, RowPool pool, long after, long sequence, string? site, Action<TRow> onRow, CancellationToken cancellationToken)
    {
        string sql = _select + " WHERE from_sequence > @p0 AND from_sequence <= @p1 AND (to_sequence IS NULL OR to_sequence > @p1)" + (site is null ? "" : " AND site = @p2") + " ORDER BY from_sequence";
        await using DbCommand command = Command(context, sql, ("from_sequence", after), ("from_sequence", sequence), ("site", site));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) onRow(_read(reader, pool));
    }

    /// <summary>The rows that held at a sequence and do not hold any more at a later one: where each began, and whose it is.</summary>
    internal async Task ReadClosedAsync(AnalyticsContext context, long after, long sequence, Action<long, SubjectId> onRow, CancellationToken cancellationToken)
    {
        string sql = $"SELECT from_sequence, subject FROM {_table} WHERE to_sequence > @p0 AND to_sequence <= @p1 AND from_sequence <= @p0";
        await using DbCommand command = Command(context, sql, ("to_sequence", after), ("to_sequence", sequence));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) onRow(reader.GetInt64(0), RowPool.Subject(reader, 1));
    }

    private DbCommand Command(AnalyticsContext context, string sql, params (string Column, object? Value)[] values)
    {
        DbCommand command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        RowDialect dialect = RowDialect.For(context.Database.ProviderName);
        for (int index = 0; index < values.Length; index++)
        {
            if (values[index].Value is not { } value) continue;
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{index}");
            parameter.Value = value;
            dialect.Adapt(parameter, _map.Column(values[index].Column));
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static MethodCallExpression Value(IProperty property, ParameterExpression row, ParameterExpression pool, Expression at)
    {
        Type type = property.ClrType;
        if (property.Name is nameof(FactRow.Fact)) return Static(nameof(RowPool.TextAsIs));
        if (type == typeof(string)) return Expression.Call(pool, nameof(RowPool.Text), null, row, at);
        if (type == typeof(string[]))
        {
            ValueConverter? converter = property.GetRelationalTypeMapping().Converter;
            return Expression.Call(pool, nameof(RowPool.Texts), null, row, at, Expression.Constant(converter?.ProviderClrType == typeof(string) ? converter : null, typeof(ValueConverter)));
        }

        return Static(
            type == typeof(SubjectId) ? nameof(RowPool.Subject)
            : type == typeof(long) ? nameof(RowPool.Long)
            : type == typeof(long?) ? nameof(RowPool.LongOrNull)
            : type == typeof(int) ? nameof(RowPool.Int)
            : type == typeof(int?) ? nameof(RowPool.IntOrNull)
            : type == typeof(double?) ? nameof(RowPool.DoubleOrNull)
            : type == typeof(bool) ? nameof(RowPool.Bool)
            : throw new NotSupportedException($"No row is read with a column of type {type.Name}: {property.Name}."));

        MethodCallExpression Static(string method) => Expression.Call(typeof(RowPool), method, null, row, at);
    }

    private static MethodCallExpression Value(IComplexProperty part, ParameterExpression row, ParameterExpression pool, Columns columns)
    {
        Expression At(string name) => columns.At(part.ComplexType.FindProperty(name)!);
        if (part.ClrType == typeof(PartialDate))
            return Expression.Call(pool, nameof(RowPool.Date), null, row, At(nameof(PartialDate.Earliest)), At(nameof(PartialDate.Latest)), At(nameof(PartialDate.Precision)));
        if (part.ClrType == typeof(CodedValue)) return Expression.Call(pool, nameof(RowPool.Code), null, row, At(nameof(CodedValue.System)), At(nameof(CodedValue.Code)));
        throw new NotSupportedException($"No row is read with a part of type {part.ClrType.Name}: {part.Name}.");
    }

    // A setter that is private to the class that declares the property cannot be seen from a class derived from it.
    private static PropertyInfo Settable(PropertyInfo property) =>
        property.DeclaringType!.GetProperty(property.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;

    /// <summary>The columns of the query in their order.</summary>
    private sealed class Columns
    {
        internal List<string> Names { get; } = [];

        internal ConstantExpression At(IReadOnlyProperty property)
        {
            Names.Add(property.GetColumnName());
            return Expression.Constant(Names.Count - 1);
        }
    }
}
