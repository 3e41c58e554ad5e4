package io.dapp.transaction.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvLineTest {
    @Test
    void aFieldIsQuotedWhereItHasTo() {
        assertThat(CsvLine.of("a", null, 7, "b,c", "d\"e", "f\ng")).isEqualTo("a,,7,\"b,c\",\"d\"\"e\",\"f\ng\"\r\n");
    }

    @Test
    void whatASpreadsheetWouldComputeIsText() {
        assertThat(CsvLine.of("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x", "a=b"))
                .isEqualTo("'=1+1,'+1,'-1,'@SUM(A1),'\tx,\"'\r=x\",a=b\r\n");
    }
}
