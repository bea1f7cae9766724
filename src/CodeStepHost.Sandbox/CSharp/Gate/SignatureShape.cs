using System.Reflection.Metadata;
using CodeStepHost.ApiSignatures;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>Looks over a signature before it is decoded: the decoder calls itself for each level, and has no end of its own.</summary>
internal static class SignatureShape
{
    private const int MostLevels = 100;
    private const int MostTypes = 20_000;

    /// <exception cref="RefusedMetadataException">It is nested too deeply, or has in it what no script's signature has.</exception>
    public static void Check(BlobReader signature)
    {
        var header = signature.ReadSignatureHeader();
        if (header.Kind == SignatureKind.Method && (header.CallingConvention != SignatureCallingConvention.Default || header.HasExplicitThis))
            throw new RefusedMetadataException("a calling convention other than that of C#");
        if (header.IsGeneric)
            signature.ReadCompressedInteger();
        var types = header.Kind switch
        {
            SignatureKind.Field => 1,
            SignatureKind.Method or SignatureKind.Property => signature.ReadCompressedInteger() + 1,
            SignatureKind.LocalVariables or SignatureKind.MethodSpecification => signature.ReadCompressedInteger(),
            _ => throw new RefusedMetadataException("a signature of an unknown kind"),
        };
        if (types > MostTypes)
            throw new RefusedMetadataException("a signature with too many types");
        while (types-- > 0)
            Skip(ref signature, 0);
    }

    /// <summary>The same of a type's own specification.</summary>
    public static void CheckType(BlobReader signature) => Skip(ref signature, 0);

    private static void Skip(ref BlobReader signature, int level)
    {
        if (level > MostLevels)
            throw new RefusedMetadataException("a signature that is nested too deeply");
        var code = signature.ReadSignatureTypeCode();
        switch (code)
        {
            case <= SignatureTypeCode.String and not SignatureTypeCode.Invalid:
            case SignatureTypeCode.IntPtr or SignatureTypeCode.UIntPtr or SignatureTypeCode.Object:
                return;
            case SignatureTypeCode.TypeHandle:
                signature.ReadTypeHandle();
                return;
            case SignatureTypeCode.GenericTypeParameter or SignatureTypeCode.GenericMethodParameter:
                signature.ReadCompressedInteger();
                return;
            case SignatureTypeCode.SZArray or SignatureTypeCode.ByReference:
                Skip(ref signature, level + 1);
                return;
            case SignatureTypeCode.RequiredModifier or SignatureTypeCode.OptionalModifier:
                signature.ReadTypeHandle();
                Skip(ref signature, level + 1);
                return;
            case SignatureTypeCode.Array:
                Skip(ref signature, level + 1);
                signature.ReadCompressedInteger();
                SkipNumbers(ref signature);
                SkipNumbers(ref signature);
                return;
            case SignatureTypeCode.GenericTypeInstance:
                signature.ReadSignatureTypeCode();
                signature.ReadTypeHandle();
                for (var arguments = signature.ReadCompressedInteger(); arguments > 0; arguments--)
                    Skip(ref signature, level + 1);
                return;
            default:
                throw new RefusedMetadataException(What(code));
        }
    }

    private static void SkipNumbers(ref BlobReader signature)
    {
        for (var numbers = signature.ReadCompressedInteger(); numbers > 0; numbers--)
            signature.ReadCompressedInteger();
    }

    private static string What(SignatureTypeCode code) => code switch
    {
        SignatureTypeCode.Pointer => "a pointer",
        SignatureTypeCode.FunctionPointer => "a function pointer",
        SignatureTypeCode.Pinned => "a pinned variable",
        SignatureTypeCode.TypedReference => "a typed reference",
        _ => "a signature of an unknown kind",
    };
}
