<?php
	$PAGE_TITLE = "Careers";
?>
<?php include("php/header.php") ?>
<div class="container"><div class="row"><img src="logo.png" alt="Lunar"><h1>Careers</h1>
<p><em>We like people who like people.</em></p><p>No phone calls please.</p></div>
<div class="row"><div class="two columns"><ul class="sideNav"></ul></div><div class="career">
<div id="career_4"><h3>Creative Teams</h3><p>Are you a team of two who think in pictures and words? Lunar is always looking for an art director and a copywriter who
want to work on tourism and sports accounts with us. Send your portfolio and your book to <a href="mailto:hr@example.com">hr@example.com</a>.</p></div>
<div id="career_1"><h3>Digital Strategist</h3><p>We are looking for an experienced strategist for our insights group.</p>
<em>Responsibilities</em><ul><li>Serve as the client's contact for digital matters</li><li>Write briefs, timelines and estimates</li></ul>
<em>Qualifications</em><ul><li>Minimum of 5 years in similar roles</li><li>Strong interpersonal skills</li></ul>
<p>This is a full-time position.</p></div>
</div></div></div>
<!-- <script src="js/careers.js"></script>
 -->
<?php include("php/footer.php") ?>
