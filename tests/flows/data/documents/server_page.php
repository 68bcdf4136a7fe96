<?php

	if( isset($_SERVER['PATH_INFO']) && $_SERVER['PATH_INFO'] != '/' )
	{
		header("Location: /",TRUE,307);
	}

?><!doctype html>
<!--[if lt IE 7]> <html class="no-js" lang="en"> <![endif]-->
<head><meta property="og:site_name" content="MLO Advertising - Full Service Agency in Springfield"/>
<title>MLO Advertising - Full Service Agency in Springfield</title>
<?php if($_SERVER['HTTP_HOST'] == "www.example.com"){ ?><script>window.a=1;</script><?php } ?>
</head><body>
<header class="default"><nav><ul><li><a href="/#work">Work</a></li><li><a href="/#jobs">We're Hiring</a></li></ul></nav></header>
<section id="job"><div class="contain"><h1>Assistant Account Executive</h1><h2>Job Description</h2>
<p>MLO Advertising has an opportunity for an <strong>organized</strong> Assistant Account Executive.</p>
<p><strong>Responsibilities Include: </strong></p>
<h3>Direct communication with Client</h3><ul><li>Serves as liaison with the client's marketing staff</li><li>Presents media plans to the client</li></ul>
<h3>Coordinates timetables</h3><ul><li>Monitors project timelines and estimates</li><li>Provides clients with budget updates</li></ul>
<h2>Required Qualifications</h2><ul><li>Bachelor's degree in marketing</li><li>Experience analyzing market research</li></ul>
<p>Please e-mail your resume to <a href="mailto:aae@example.com">aae@example.com</a>.</strong></p></div></section>
<section id="contact"><div><p class="phone"><a href="tel:5550100">555.0100</a></p><address>1 Main Street<br>Springfield</address><a href="x">View Directions</a></div></section>
<footer><a href="https://social.example.com"><img alt="Social"/></a></footer>
<div class="copyright"><p>&copy; Copyright 2031 MLO Advertising, All Rights Reserved. <a href="#">Privacy Policy</a></p></div>
</body></html>