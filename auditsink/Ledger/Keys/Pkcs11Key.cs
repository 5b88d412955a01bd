using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Compliance.Signing;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Compliance.Ledger.Keys;

/// <summary>
/// An ECDSA P-256 key that stays inside a module behind PKCS#11: the module gets a hash and gives a signature. The private and the public
/// half have the same label. One session, logged in until Dispose; not thread-safe.
/// </summary>
public sealed class Pkcs11Key : SigningKey
{
    private static readonly Pkcs11InteropFactories Factories = new();
    private static readonly Lock Resolving = new();
    private static bool _resolves;
    private readonly IPkcs11Library _module;
    private readonly ISession _session;
    private readonly IObjectHandle _key;

    private Pkcs11Key(IPkcs11Library module, ISession session, string label)
    {
        (_module, _session) = (module, session);
        _key = Find(CKO.CKO_PRIVATE_KEY, label);
        PublicKey = ReadPublicKey(Find(CKO.CKO_PUBLIC_KEY, label), label);
    }

    public override VerifyingKey PublicKey { get; }

    /// <param name="module">Path of the vendor's library.</param>
    /// <param name="token">Label of the token.</param>
    /// <param name="label">Label of the key's two halves.</param>
    /// <param name="pin">Of the token's user.</param>
    public static Pkcs11Key Open(string module, string token, string label, string pin)
    {
        IPkcs11Library? library = null;
        ISession? session = null;
        try
        {
            ResolveLoader();
            library = Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, module, AppType.MultiThreaded);
            var slot = library.GetSlotList(SlotsType.WithTokenPresent).Find(slot => slot.GetTokenInfo().Label.TrimEnd() == token)
                ?? throw new LedgerException($"{module}: no token is called {token}. List them: pkcs11-tool --module {module} --list-token-slots");
            session = slot.OpenSession(SessionType.ReadOnly);
            session.Login(CKU.CKU_USER, pin);
            return new Pkcs11Key(library, session, label);
        }
        catch (Exception e)
        {
            session?.Dispose();
            library?.Dispose();
            // The library's own exceptions name the function and the code, nothing secret.
            if (e is LedgerException)
                throw;
            throw new LedgerException($"{module}: the key {label} on the token {token} cannot be used ({e.Message}). Check the module's path, the PIN, and that the module finds its own configuration.", e);
        }
    }

    public override byte[] Sign(ReadOnlySpan<byte> text)
    {
        using var mechanism = Factories.MechanismFactory.Create(CKM.CKM_ECDSA);
        var signature = _session.Sign(mechanism, _key, SHA256.HashData(text));
        // The module's form is r and s behind each other; notes take DER.
        var der = new AsnWriter(AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            der.WriteIntegerUnsigned(Significant(signature.AsSpan(0, signature.Length / 2)));
            der.WriteIntegerUnsigned(Significant(signature.AsSpan(signature.Length / 2)));
        }

        return der.Encode();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _session.Dispose();
            _module.Dispose();
        }

        base.Dispose(disposing);
    }

    // The interface's library asks for libdl by the name that only development packages have.
    private static void ResolveLoader()
    {
        lock (Resolving)
        {
            if (!_resolves && OperatingSystem.IsLinux())
            {
                NativeLibrary.SetDllImportResolver(
                    typeof(Pkcs11InteropFactories).Assembly,
                    (name, _, _) => name == "libdl" && NativeLibrary.TryLoad("libdl.so.2", out var handle) ? handle : IntPtr.Zero);
            }

            _resolves = true;
        }
    }

    private static ReadOnlySpan<byte> Significant(ReadOnlySpan<byte> number)
    {
        var trimmed = number.TrimStart((byte)0);
        return trimmed.IsEmpty ? number[^1..] : trimmed;
    }

    private IObjectHandle Find(CKO kind, string label)
    {
        using var ofKind = Factories.ObjectAttributeFactory.Create(CKA.CKA_CLASS, kind);
        using var labelled = Factories.ObjectAttributeFactory.Create(CKA.CKA_LABEL, label);
        var found = _session.FindAllObjects([ofKind, labelled]);
        return found.Count == 1
            ? found[0]
            : throw new LedgerException($"The token has {found.Count} objects of kind {kind} labelled {label}; exactly one is needed. Make a pair: pkcs11-tool --keypairgen --key-type EC:prime256v1 --label {label}");
    }

    private VerifyingKey ReadPublicKey(IObjectHandle handle, string label)
    {
        var attributes = _session.GetAttributeValue(handle, [CKA.CKA_EC_POINT]);
        try
        {
            // An uncompressed point within an OCTET STRING.
            var point = AsnDecoder.ReadOctetString(attributes[0].GetValueAsByteArray(), AsnEncodingRules.DER, out _);
            if (point.Length != 65 || point[0] != 4)
                throw new LedgerException($"The key {label} is not of P-256. Make one: pkcs11-tool --keypairgen --key-type EC:prime256v1 --label {label}");
            using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
            return VerifyingKey.TryCreate(SignatureKind.EcdsaP256, ecdsa.ExportSubjectPublicKeyInfo())!;
        }
        finally
        {
            attributes.ForEach(attribute => attribute.Dispose());
        }
    }
}
