using CsCheck;

namespace Compliance.Protect.Tests.Formats.Avro;

/// <summary>What holds for every schema and value, held against another author's Avro.</summary>
public sealed class AvroPropertyTests
{
    [Fact]
    public void Where_no_path_leads_nothing_changes()
    {
        var plan = Plans.In("avro", ("$..zzz", "drop"));

        AvroOracle.Case.Sample(c =>
        {
            var value = AvroOracle.Value(c.Schema, new Random(c.Seed));
            var schema = Avros.Schema(c.Schema.ToString());

            foreach (var bytes in new[] { AvroOracle.Write(c.Schema, value), AvroOracle.WriteSized(c.Schema, value) })
                Assert.Equal(bytes, Avros.Protect(schema, plan, bytes).Value);
        }, iter: 500);
    }

    [Fact]
    public void What_is_redacted_is_what_the_paths_name_and_all_else_stays_byte_for_byte()
    {
        var plan = Plans.In("avro", ("$..x", "redact"));

        AvroOracle.Case.Sample(c =>
        {
            var value = AvroOracle.Value(c.Schema, new Random(c.Seed));
            var expected = AvroOracle.Write(c.Schema, AvroOracle.Redacted(c.Schema, value, false));

            var (result, fault) = Avros.Protect(Avros.Schema(c.Schema.ToString()), plan, AvroOracle.Write(c.Schema, value));

            Assert.Null(fault);
            Assert.Equal(expected, result);
        }, iter: 1000);
    }

    [Fact]
    public void Blocks_that_tell_their_size_tell_the_new_one()
    {
        var plan = Plans.In("avro", ("$..x", "redact"));

        AvroOracle.Case.Sample(c =>
        {
            var value = AvroOracle.Value(c.Schema, new Random(c.Seed));
            var redacted = AvroOracle.Redacted(c.Schema, value, false);

            var (result, _) = Avros.Protect(Avros.Schema(c.Schema.ToString()), plan, AvroOracle.WriteSized(c.Schema, value));

            // Its own reader skips by sizes what it does not decode; ours compares each of them.
            Assert.Equal(AvroOracle.Write(c.Schema, redacted), AvroOracle.Write(c.Schema, AvroOracle.Read(c.Schema, result)));
            Assert.Null(Avros.Protect(Avros.Schema(c.Schema.ToString()), plan, result).Fault);
        }, iter: 500);
    }

    [Fact]
    public void Bytes_of_any_kind_give_a_value_or_a_fault_and_nothing_else()
    {
        var plan = Plans.In("avro", ("$..x", "mask"), ("$..a", "drop"));

        Gen.Select(AvroOracle.Case, Gen.Byte.Array[0, 60], Gen.Int[0, 400]).Sample((c, noise, at) =>
        {
            var schema = Avros.Schema(c.Schema.ToString());
            var value = AvroOracle.Write(c.Schema, AvroOracle.Value(c.Schema, new Random(c.Seed)));
            noise.AsSpan(0, Math.Min(noise.Length, Math.Max(0, value.Length - at))).CopyTo(value.AsSpan(Math.Min(at, value.Length)));

            var (result, fault) = Avros.Protect(schema, plan, value);

            // What passes is a value of the schema, and protecting it again finds nothing that is unreadable.
            if (fault is null)
                Assert.Null(Avros.Protect(schema, plan, result).Fault);
        }, iter: 1000);
    }
}
