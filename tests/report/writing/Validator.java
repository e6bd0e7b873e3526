// Validates PDF files with veraPDF: the profiles (2a,ua1) in one word, then the files; a line for each file and profile.
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

public class Validator {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int at = 1; at < arguments.length; at++) {
            for (String profile : arguments[0].split(",")) {
                String failed = failedRules(Path.of(arguments[at]), PDFAFlavour.byFlavourId(profile));
                System.out.println(String.join("\t", "checked", arguments[at], profile, failed));
            }
        }
    }

    private static String failedRules(Path file, PDFAFlavour flavour) throws Exception {
        try (InputStream bytes = new FileInputStream(file.toFile());
                PDFAParser parser = Foundries.defaultInstance().createParser(bytes, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            String failed = result.getFailedChecks().keySet().stream()
                    .map(rule -> rule.getClause() + "-" + rule.getTestNumber())
                    .sorted()
                    .collect(Collectors.joining(","));
            return result.isCompliant() == failed.isEmpty() ? failed : "undecided";
        }
    }
}
